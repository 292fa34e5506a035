export { NotAccepted } from '../../activities/store/accept/book.js';
export { KeyReused, LedgerBroken } from '../../activities/store/accept/refused.js';
