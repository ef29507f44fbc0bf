export { TransshipError } from '../core/errors';
export type { ErrorName } from '../core/errors';
export type { Json } from '../core/json';
export type { Context, StepContext, StepOptions } from './context';
export type { Handler, Target } from './http/handler';
export { type Node, startNode } from './node';
export type { NodeOptions } from './options';
export { type Answer, type Service, type ServiceOptions, service } from './service';
