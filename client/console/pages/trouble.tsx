import type { Trouble } from '../../http/problems.js';
import { Banner } from '../elements/basics.js';
import { sentence, visible } from '../elements/text.js';

export const TROUBLE_TITLES: Readonly<Record<number, string>> = {
  400: 'That can’t be read',
  401: 'Signed out',
  403: 'Not allowed',
  404: 'Nothing here',
  409: 'That does not fit',
  413: 'Too large',
  415: 'That can’t be read',
  429: 'Too many tries',
  503: 'Not available right now',
};

export interface TroubleProps {
  readonly trouble: Trouble;
  readonly requestId: string;
  /** The page that the form stands on, where a form was refused. */
  readonly back?: string;
}

export function TroubleView({ trouble, requestId, back }: TroubleProps) {
  const { status, detail } = trouble;
  return (
    <>
      <Banner tone={status === 404 ? 'off' : 'bad'}>
        <p class="lead" role="alert">
          {visible(sentence(detail))}
        </p>
      </Banner>
      <p>{back === undefined ? <a href="/console">Go to the status page</a> : <a href={back}>Go back</a>}</p>
      <p class="small quiet">
        {status}, request <code>{requestId}</code>
      </p>
    </>
  );
}
