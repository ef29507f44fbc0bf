/** What CloudFormation asks of a custom resource; as far as it is used here. */
export interface CustomResourceEvent<Properties> {
  RequestType: 'Create' | 'Update' | 'Delete';
  /** Where the answer is to be put. */
  ResponseURL: string;
  StackId: string;
  RequestId: string;
  LogicalResourceId: string;
  /** Of an update or a deletion. */
  PhysicalResourceId?: string;
  /** Numbers and booleans come as strings. */
  ResourceProperties: Properties & { ServiceToken: string };
  /** Of an update: those of the deployment before. */
  OldResourceProperties?: Properties & { ServiceToken: string };
}

/** CloudFormation tells no more than this of a reason, and takes no longer answers than 4 KiB. */
const LONGEST_REASON = 1_000;

/** Well within the function's own time-out, so that an answer that hangs is seen in its log. */
const LONGEST_ANSWER_MS = 10_000;

/**
 * A handler that does its work on creation and on update, on deletion what `undo` says, and always answers: a resource
 * that does not keeps its stack waiting for an hour. What it throws fails the deployment, with its message as the
 * reason. `undo`: default nothing.
 */
export const customResource =
  <Properties>(
    work: (event: CustomResourceEvent<Properties>) => Promise<void>,
    undo: (event: CustomResourceEvent<Properties>) => Promise<void> = () => Promise.resolve(),
  ) =>
  async (event: CustomResourceEvent<Properties>): Promise<void> => {
    try {
      await (event.RequestType === 'Delete' ? undo(event) : work(event));
      await answer(event, 'SUCCESS');
    } catch (error) {
      console.error(error);
      await answer(event, 'FAILED', error instanceof Error ? error.message : String(error));
    }
  };

async function answer(
  event: CustomResourceEvent<unknown>,
  status: 'SUCCESS' | 'FAILED',
  reason = '',
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = LogicalResourceId } = event;
  const body = {
    Status: status,
    Reason: reason.slice(0, LONGEST_REASON),
    StackId,
    RequestId,
    LogicalResourceId,
    PhysicalResourceId,
  };
  // Its signature covers an empty type of content.
  const headers = { 'content-type': '' };
  const response = await fetch(event.ResponseURL, {
    method: 'PUT',
    headers,
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
  });
  if (!response.ok) throw new Error(`CloudFormation did not take the answer: ${response.status}.`);
}
