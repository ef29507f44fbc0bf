import { AwsError } from '../aws/json-api';
import { newId } from './names';

/** What EC2 was given, by its names on the wire; only the image and the user data mean anything here. */
export type TemplateData = Record<string, unknown> & { ImageId?: string; UserData?: string };

export interface TemplateVersion {
  number: number;
  description: string | undefined;
  createdAt: Date;
  data: TemplateData;
}

export interface LaunchTemplate {
  id: string;
  name: string;
  createdAt: Date;
  defaultVersion: number;
  /** Oldest first; number n is at n - 1. */
  versions: TemplateVersion[];
}

/** All launch templates with all their versions. */
export class LaunchTemplates {
  private readonly templates = new Map<string, LaunchTemplate>();

  create(name: string, data: TemplateData, description?: string): LaunchTemplate {
    if (this.all().some((template) => template.name === name))
      throw new AwsError(
        'InvalidLaunchTemplateName.AlreadyExistsException',
        `'${name}' is in use already`,
      );
    const createdAt = new Date();
    const first = { number: 1, description, createdAt, data };
    const template = { id: newId('lt'), name, createdAt, defaultVersion: 1, versions: [first] };
    this.templates.set(template.id, template);
    return template;
  }

  /** Everything of the source that is not given anew is kept. */
  addVersion(
    template: LaunchTemplate,
    data: TemplateData,
    { source, description }: { source?: string; description?: string },
  ): TemplateVersion {
    const kept = source === undefined ? {} : versionOf(template, source).data;
    const number = template.versions.length + 1;
    const version = { number, description, createdAt: new Date(), data: { ...kept, ...data } };
    template.versions.push(version);
    return version;
  }

  /** By id or by name. */
  find(named: { LaunchTemplateId?: string; LaunchTemplateName?: string }): LaunchTemplate {
    const { LaunchTemplateId: id, LaunchTemplateName: name } = named;
    const found = this.all().find((template) => template.id === id || template.name === name);
    if (found) return found;
    throw new AwsError('InvalidLaunchTemplateId.NotFound', `There is no template ${id ?? name}`);
  }

  all(): LaunchTemplate[] {
    return [...this.templates.values()];
  }
}

/** By its number, as `$Default` or as `$Latest`. */
export function versionOf(template: LaunchTemplate, named: string): TemplateVersion {
  const { versions, defaultVersion } = template;
  const number =
    named === '$Default' ? defaultVersion : named === '$Latest' ? versions.length : Number(named);
  const found = versions[number - 1];
  if (found) return found;
  throw new AwsError(
    'InvalidLaunchTemplateId.VersionNotFound',
    `Launch template ${template.id} has no version ${named}`,
  );
}
