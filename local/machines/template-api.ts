import { z } from 'zod';
import { list, operation, type Operations } from '../aws/query-operation';
import {
  type LaunchTemplate,
  type LaunchTemplates,
  type TemplateData,
  type TemplateVersion,
  versionOf,
} from './launch-templates';

const named = z.object({
  LaunchTemplateId: z.string().optional(),
  LaunchTemplateName: z.string().optional(),
});
const data = z.looseObject({
  ImageId: z.string().optional(),
  UserData: z.string().optional(),
});

/** How many versions one page tells of: so few that pages must be turned. */
const PAGE = 3;

export const templateOperations = (templates: LaunchTemplates): Operations => ({
  CreateLaunchTemplate: operation(
    z.object({
      LaunchTemplateName: z.string().min(3).max(128),
      LaunchTemplateData: data,
      VersionDescription: z.string().max(255).optional(),
    }),
    ({ LaunchTemplateName: name, LaunchTemplateData, VersionDescription }) => ({
      launchTemplate: describe(templates.create(name, LaunchTemplateData, VersionDescription)),
    }),
  ),

  CreateLaunchTemplateVersion: operation(
    named.extend({
      SourceVersion: z.string().optional(),
      LaunchTemplateData: data,
      VersionDescription: z.string().max(255).optional(),
    }),
    ({ SourceVersion: source, VersionDescription: description, ...input }) => {
      const template = templates.find(input);
      const given = input.LaunchTemplateData;
      const version = templates.addVersion(template, given, { source, description });
      return { launchTemplateVersion: describeVersion(template, version) };
    },
  ),

  ModifyLaunchTemplate: operation(
    named.extend({ SetDefaultVersion: z.string().regex(/^\d+$/) }),
    ({ SetDefaultVersion, ...input }) => {
      const template = templates.find(input);
      template.defaultVersion = versionOf(template, SetDefaultVersion).number;
      return { launchTemplate: describe(template) };
    },
  ),

  DescribeLaunchTemplates: operation(
    z.object({ LaunchTemplateId: list(z.string()), LaunchTemplateName: list(z.string()) }),
    ({ LaunchTemplateId: ids, LaunchTemplateName: names }) => ({
      launchTemplates: (
        ids?.map((id) => templates.find({ LaunchTemplateId: id })) ??
        names?.map((name) => templates.find({ LaunchTemplateName: name })) ??
        templates.all()
      ).map(describe),
    }),
  ),

  DescribeLaunchTemplateVersions: operation(
    named.extend({ LaunchTemplateVersion: list(z.string()), NextToken: z.string().optional() }),
    ({ LaunchTemplateVersion: numbers, NextToken = '0', ...input }) => {
      const template = templates.find(input);
      const versions =
        numbers?.map((number) => versionOf(template, number)) ?? template.versions.toReversed();
      const next = Number(NextToken) + PAGE;
      return {
        launchTemplateVersionSet: versions
          .slice(Number(NextToken), next)
          .map((version) => describeVersion(template, version)),
        nextToken: next < versions.length ? String(next) : undefined,
      };
    },
  ),
});

const describe = ({ id, name, createdAt, defaultVersion, versions }: LaunchTemplate) => ({
  launchTemplateId: id,
  launchTemplateName: name,
  createTime: createdAt,
  defaultVersionNumber: defaultVersion,
  latestVersionNumber: versions.length,
});

const describeVersion = (template: LaunchTemplate, version: TemplateVersion) => ({
  launchTemplateId: template.id,
  launchTemplateName: template.name,
  versionNumber: version.number,
  versionDescription: version.description,
  createTime: version.createdAt,
  defaultVersion: version.number === template.defaultVersion,
  launchTemplateData: told(version.data),
});

/** What EC2 was given as `TagSpecification.1.Tag.1`, it tells as `tagSpecificationSet` and `tagSet`. */
const told = (given: TemplateData): object =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const camel = name.charAt(0).toLowerCase() + name.slice(1);
      return Array.isArray(value) ? [`${camel}Set`, value.map(toldOf)] : [camel, toldOf(value)];
    }),
  );

const toldOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? told(value as TemplateData) : value;
