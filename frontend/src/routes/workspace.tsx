import { Loading } from './loading';

export function WorkspacePage() {
  return <Loading />;
}
