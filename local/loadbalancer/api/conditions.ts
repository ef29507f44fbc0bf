import type { RuleCondition as Description } from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import type { Condition } from '../proxy/routing';

const patterns = z.array(z.string().min(1).max(128)).min(1);

const pathPattern = z
  .object({
    Field: z.literal('path-pattern'),
    Values: patterns.optional(),
    PathPatternConfig: z.object({ Values: patterns }).optional(),
  })
  .transform(({ Values, PathPatternConfig }, context): Condition => {
    const values = PathPatternConfig?.Values ?? Values;
    if (!values) context.addIssue('A path-pattern condition must have values');
    return { field: 'path-pattern', values: values ?? [] };
  });

const httpHeader = z
  .object({
    Field: z.literal('http-header'),
    HttpHeaderConfig: z.object({ HttpHeaderName: z.string().min(1).max(40), Values: patterns }),
  })
  .transform(({ HttpHeaderConfig: { HttpHeaderName: header, Values: values } }): Condition => ({
    field: 'http-header',
    header,
    values,
  }));

/** What the embedded load balancer can tell requests apart by: their path, and their headers. */
export const conditions = z.array(z.union([pathPattern, httpHeader])).min(1);

export const describeCondition = (condition: Condition): Description =>
  condition.field === 'path-pattern'
    ? {
        Field: condition.field,
        Values: condition.values,
        PathPatternConfig: { Values: condition.values },
      }
    : {
        Field: condition.field,
        Values: [],
        HttpHeaderConfig: { HttpHeaderName: condition.header, Values: condition.values },
      };
