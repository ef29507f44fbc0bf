/** Where an execution is run. */
export interface Place {
  node: string;
  instance: string;
  /** What the platform calls what runs there: `family:revision` of a task definition, the id of an AMI. */
  release?: string;
}

/** By whom and when an execution was given up: kept with it for as long as it is parked. */
export interface ParkedBy extends Place {
  /** By that node's clock, in ms since the epoch. */
  at: number;
  /** The version in whose words the record was before it was put into others for those who are to go on with it. */
  translatedFrom?: string;
}
