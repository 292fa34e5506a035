import { texts, type Text } from './texts.js';

/** What real and invented programs say, one text a line; ⏎ stands for the end of a line within it. */
export const PEER_TEXTS: readonly Text[] = [
  ...texts(
    'dependency.credentials_rejected',
    'runs',
    `
{-1} AxiosError: Request failed with status code 401 url=https://api.vendor.example/v1
{-1} ERROR Vault: Error making API request. URL: PUT https://vault:8200/v1/auth/kubernetes/login Code: 403. Errors: * permission denied
{-1} pymysql.err.OperationalError: (1045, "Access denied for user 'app'@'10.1.1.1' (using password: YES)")
{-1} ERROR org.apache.kafka.common.errors.SaslAuthenticationException: Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM-SHA-512
{-1} ReplyError: WRONGPASS invalid username-password pair or user is disabled.
{-1} MongoServerError: Authentication failed.
{-1} ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.
{-1} oauth2: "invalid_client" "Client secret expired" POST https://login.example/token
{-1} com.amazonaws.services.s3.model.AmazonS3Exception: The provided token has expired. (Service: Amazon S3; Status Code: 400; Error Code: ExpiredToken)
{-1} StripeAuthenticationError: Invalid API Key provided: sk_live_***
{-1} Microsoft.Data.SqlClient.SqlException (0x80131904): Login failed for user 'svc_app'.
{-1} elasticsearch.AuthenticationException: AuthenticationException(401, 'security_exception', 'unable to authenticate user [app] for REST request')
{-1} ERROR upload: storage said 403 SignatureDoesNotMatch
{-1} level=error msg="license server refused the key" code=KEY_REVOKED
{-1} 401 Client Error: Unauthorized for url: https://api.crm.example/v2/contacts
{-1} OAuth token request failed: {"error":"invalid_grant","error_description":"Token has been expired or revoked."}
{-1} ldap: Result Code 49 "Invalid Credentials": 80090308: LdapErr: DSID-0C090439
{-1} ERROR [kafka] SASL SCRAM SHA256 authentication failed: Bad username or password
{-1} NOAUTH Authentication required.
{-1} nats: Authorization Violation
{-1} smtplib.SMTPAuthenticationError: (535, b'5.7.139 Authentication unsuccessful')
{-1} Error: HTTP 403 from vault: permission denied (invalid token)
{-1} git: remote: HTTP Basic: Access denied. fatal: Authentication failed for https://git.example/a.git
{-1} ERROR partner-sync: our API key was revoked (HTTP 401)
{-1} azure: AADSTS7000222: The provided client secret keys for app are expired.
{-1} google.auth.exceptions.RefreshError: invalid_grant: Invalid JWT Signature.
{-1} rsync: @ERROR: auth failed on module backups
{-1} ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain
{-1} sftp.partner.example: Permission denied (publickey,password).
{-1} AmqpAuthenticationException: ACCESS_REFUSED
{-1} ERROR upload refused: 401 Unauthorized from storage.example
{-1} payment provider: invalid API key
{-1} authentication with broker failed: user "svc" password mismatch
{-1} {"level":"error","provider":"sms","status":403,"error":"key disabled"}
{-1} ERROR bucket put: Access Denied (403)
{-1} ERROR cannot log in to the partner portal: wrong password
{-1} ERROR token endpoint: 400 invalid_client
{-1} FATAL: password authentication failed for user "hub"
`,
  ),
  ...texts(
    'dependency.erroring',
    'runs',
    `
{-2} ERROR POST http://billing/charge returned 503 ⏎ {-1} ERROR POST http://billing/charge returned 503
{-1} AxiosError: Request failed with status code 500 url=http://billing/charge
{-1} org.springframework.web.client.HttpServerErrorException$InternalServerError: 500 Internal Server Error on POST request for "http://billing/charge"
{-1} requests.exceptions.HTTPError: 502 Server Error: Bad Gateway for url: http://billing/charge
{-1} System.Net.Http.HttpRequestException: Response status code does not indicate success: 503 (Service Unavailable). http://billing
{-1} feign.FeignException$ServiceUnavailable: [503 Service Unavailable] during [GET] to [http://billing/v1] [BillingClient#get()]
{-1} rpc error: code = Internal desc = billing: ledger corrupted, from peer billing:9090
{-1} ERROR partner api replied 500: {"error":"internal"} ⏎ {-0.5} ERROR partner api replied 500: {"error":"internal"}
{-1} WARN upstream catalog gave status=503 after 3 tries
{-1} level=error msg="webhook delivery failed" url=https://hooks.partner.example status=500
{-1} googleapi: Error 503: The service is currently unavailable., backendError
{-1} UnexpectedResponse: search-service: HTTP 500 while querying index products
{-1} ERROR tax service failed with 500 on /calc ⏎ {-0.5} ERROR tax service failed with 500 on /calc
{-1} got HTTP 502 from https://maps.example/route
{-1} remote: { "status": 503, "title": "Service Unavailable" } while calling inventory
{-1} ERROR call to tariff-api failed: HTTP 500 Internal Server Error
{-1} {"level":"error","upstream":"tariff-api","status":503,"msg":"upstream error"}
{-1} tariff-api returned an unexpected status: 502 Bad Gateway
{-1} ERROR tariff provider answered HTTP 500
{-1} WARN geocoding: 503 from geo.vendor.example, circuit stays closed
{-1} ERROR http status 502 received for POST https://risk.vendor.example/score
`,
  ),
  ...texts(
    'dependency.slow',
    'slow',
    `
{-2} java.net.SocketTimeoutException: Read timed out calling http://billing/v1 ⏎ {-1} java.net.SocketTimeoutException: Read timed out calling http://billing/v1
{go:-1} [error] 31#31: *9 upstream timed out (110: Operation timed out) while reading response header from upstream, upstream: "http://10.43.1.1:80/"
{-1} requests.exceptions.ReadTimeout: HTTPConnectionPool(host='billing', port=80): Read timed out. (read timeout=5)
[{-1}] "GET /a HTTP/1.1" 504 UT "-" "-" 0 24 15000 - "outbound|80||billing.shop.svc.cluster.local" response_timeout
{-1} WARN slow upstream: POST http://billing/charge took 8123ms
{-1} ERROR rpc error: code = DeadlineExceeded desc = context deadline exceeded calling billing.v1.Charge
{-1} AxiosError: timeout of 5000ms exceeded url=http://billing/charge
{-1} ERROR Get "http://billing/charge": context deadline exceeded (Client.Timeout exceeded while awaiting headers)
{-2} WARN call to scoring took 6.4s (budget 800ms) ⏎ {-1} WARN call to scoring took 6.9s (budget 800ms)
{-1} level=warn msg="slow dependency" peer=scoring p95=5.1s
{"t":"{-1}","lvl":"warn","route":"/quote","ms":5120,"spans":{"scoring":5003,"quote":84}}
{-1} net/http: request canceled (Client.Timeout exceeded while awaiting headers) https://api.scoring.example
{-1} TimeoutError: scoring did not answer within 5000ms
{-1} httpx.ReadTimeout: The read operation timed out
{-1} The HttpClient request to http://scoring was canceled due to the configured HttpClient.Timeout of 10 seconds elapsing.
{-1} WARN waited 7200 ms for inventory
{-1} inventory call exceeded 5s, giving up
{-1} io.grpc.StatusRuntimeException: DEADLINE_EXCEEDED: deadline exceeded after 4.99s. remote_addr=inventory/10.1.1.1:50051
{-1} WARN GET http://inventory/v1 -> 200 in 6881ms
{-1} Gateway timeout while talking to inventory (504)
{-1} WARN call to tariff-api took 4210 ms
{-1} {"level":"warn","msg":"upstream slow","upstream":"tariff-api","duration_ms":5210}
{-1} request to tariff-api timed out after 5000ms
{-1} ERROR timeout waiting for tariff-api (5s)
{-1} WARN tariff provider needed 7.1s for one answer
{-1} ERROR deadline of 2s exceeded while waiting for risk
{-1} WARN span risk.score 6120ms of 6240ms total
`,
  ),
  ...texts(
    'dependency.unreachable',
    'runs',
    `
{-2} ERROR java.net.ConnectException: Connection refused (Connection refused) http://billing:8080/v1 ⏎ {-1} ERROR java.net.ConnectException: Connection refused (Connection refused) http://billing:8080/v1
{-1} requests.exceptions.ConnectionError: HTTPConnectionPool(host='billing', port=80): Max retries exceeded with url: /v1 (Caused by NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused'))
{go:-1} [error] 31#31: *812 connect() failed (111: Connection refused) while connecting to upstream, client: 10.1.1.1, server: _, request: "GET / HTTP/1.1", upstream: "http://10.43.1.1:80/"
[{-1}] "GET /a HTTP/1.1" 503 UF,URX "-" "-" 0 91 "outbound|80||billing.shop.svc.cluster.local" upstream_reset_before_response_started{connection_failure}
{-1} error: dial tcp 10.1.1.1:6379: connect: no route to host
{-1} System.Net.Http.HttpRequestException: Connection refused (billing:80) ⏎  ---> System.Net.Sockets.SocketException (111): Connection refused
{-1} ERROR aiohttp.client_exceptions.ClientConnectorError: Cannot connect to host billing:80 ssl:default [Connect call failed ('10.1.1.1', 80)]
{-1} Faraday::ConnectionFailed (Failed to open TCP connection to billing:80 (Connection refused - connect(2) for "billing" port 80))
{-1} WARN [Producer clientId=p] Connection to node -1 (kafka-0.kafka/10.1.1.1:9092) could not be established. Broker may not be available. (org.apache.kafka.clients.NetworkClient)
{-1} io.grpc.StatusRuntimeException: UNAVAILABLE: io exception; Caused by: io.netty.channel.AbstractChannel$AnnotatedConnectException: finishConnect(..) failed: Connection refused: billing/10.1.1.1:50051
{-1} ERROR amqp: dial: Exception (501) Reason: "EOF"; retrying connection to broker rabbit:5672 failed: connection refused
{-1} ERROR curl: (7) Failed to connect to billing port 80 after 2 ms: Couldn't connect to server
{-3} WARN  pricing: no answer from rates.internal:7000 (connection refused), 12 attempts ⏎ {-1} WARN  pricing: no answer from rates.internal:7000 (connection refused), 13 attempts
{-1} ERROR lost connection to mqtt.plant.example:8883: EOF, reconnect failed: connect timeout
{-2} level=error msg="push failed" target=https://hooks.partner.example err="connect: network is unreachable"
{-1} [ERROR] redis.clients.jedis.exceptions.JedisConnectionException: Failed to connect to any host resolved for DNS name.
{-1} redis.exceptions.ConnectionError: Error 111 connecting to cache:6379. Connection refused.
{-1} Error: connect EHOSTUNREACH 10.9.9.9:443
{-1} elastic_transport.ConnectionError: Connection error caused by: NewConnectionError(Failed to establish a new connection: [Errno 111] Connection refused)
{-1} Polly.CircuitBreaker.BrokenCircuitException: The circuit is now open and is not allowing calls. http://billing
{-1} CallNotPermittedException: CircuitBreaker 'billing' is OPEN and does not permit further calls
{-1} rpc error: code = Unavailable desc = name resolver error: produced zero addresses
{-2} ERROR notify: cannot reach sms gateway 203.0.113.5:2775: connection timed out ⏎ {-1} ERROR notify: cannot reach sms gateway 203.0.113.5:2775: connection timed out
{-1} io.nats.client: Unable to connect to NATS servers: nats://nats:4222
{-1} org.apache.kafka.common.errors.TimeoutException: Topic orders not present in metadata after 60000 ms. Connection to node 1 could not be established
{-1} Temporal: failed reaching server: last connection error: dial tcp 10.1.1.1:7233: connect: connection refused
{-1} error sending request for url (http://billing/): error trying to connect: tcp connect error: Connection refused (os error 111)
{-1} MQTT: connack not received, broker mqtt.plant offline
{-1} ERROR sensor-hub: connection to gateway.plant.example:1883 refused
{-1} error contacting inventory: connect ETIMEDOUT 10.43.8.8:8080
{-1} Could not connect to Redis at cache:6379: Connection refused
{-1} {"level":"error","msg":"publish failed","error":"dial tcp 10.43.2.2:4222: connect: connection refused"}
{-1} upstream connect error or disconnect/reset before headers. reset reason: connection failure
{-1} ERROR mail: smtp.postbox.example:587 is not reachable: connection timed out
{-1} WARN stock service down: ECONNREFUSED 10.43.2.1:80
{-1} ERROR gave up connecting to nats://bus:4222 after 10 attempts
{-1} No connection could be made because the target machine actively refused it. (stock:80)
`,
  ),
];
