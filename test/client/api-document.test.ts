import { describe, expect, it } from 'vitest';
import { operationGroups } from '../../client/console/api-document.js';

describe('the API document for people', () => {
  it('groups calls and says what they take', () => {
    const groups = operationGroups({
      paths: {
        '/api/v1/things/{id}': {
          patch: {
            ...{ tags: ['things'], summary: 'Changes a thing', 'x-reeve-role': 'admin' },
            parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', maxLength: 40 } }],
            requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } },
            responses: { 204: { description: 'Done' } },
          },
        },
      },
      components: {
        schemas: { Thing: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } },
      },
    });
    expect(groups).toEqual([
      {
        tag: 'things',
        operations: [
          {
            ...{ method: 'patch', path: '/api/v1/things/{id}', summary: 'Changes a thing', role: 'admin' },
            parameters: [
              { name: 'id', place: 'path', required: true, takes: 'string, up to 40 characters' },
              { name: 'name', place: 'body', required: true, takes: 'string' },
            ],
            answers: [{ status: '204', description: 'Done', gives: '' }],
          },
        ],
      },
    ]);
  });
});
