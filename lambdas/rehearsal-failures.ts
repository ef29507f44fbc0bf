import { TransshipError } from '../core/errors';
import type { Rehearsal } from '../core/rehearsal';
import type { InstanceEvent } from './events';

type Of = Pick<InstanceEvent, 'instance'>;

const failed = (message: string) => new TransshipError('RehearsalFailed', message);

/** No node was there that knows of rehearsals, and what a rehearsal is to find was said. */
export const notKnown = ({ instance }: Of) =>
  failed(
    `What is half done could not be rehearsed: the runtime of instance ${instance.name} is from before there were rehearsals, and options.requireMovable or options.mayStay say what one is to find. Run the update without them.`,
  );

export const notAnswered = ({ instance }: Of, seconds: number) =>
  failed(
    `What is half done could not be rehearsed: not every node of instance ${instance.name} answered within ${seconds} s. Its log says what kept it. Run the update again, or with options.rehearse: false.`,
  );

/** A replay may end the process: it ends again wherever the execution is gone on with. */
export const nodesEnded = ({ instance }: Of, tries: number) =>
  failed(
    `What is half done could not be rehearsed: nodes of instance ${instance.name} ended before they had rehearsed it, ${tries === 1 ? 'and no other came' : `${tries} times`}. The release may end its process when it replays what is half done. No request has been led to it. Its log says what ended it. Mend its code; or run the update again, or with options.rehearse: false.`,
  );

export const notTolerated = ({ instance }: Of, { rehearsed }: Rehearsal, why: string) =>
  failed(
    rehearsed === 0
      ? `Whether the release that instance ${instance.name} was given can go on with what is half done is not known. ${why}. No request has been led to it. Run the update again, or without options.requireMovable.`
      : `The release that instance ${instance.name} was given cannot go on with what is half done. ${why}. No request has been led to it. Mend its code or give it translators; or say with options.requireMovable and options.mayStay what may stay where it is.`,
  );
