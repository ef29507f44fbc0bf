import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Container, Task } from './state';

/** The endpoint from which a container learns who it is (version 4 of the task metadata endpoint). */
export interface Metadata {
  /** The value of ECS_CONTAINER_METADATA_URI_V4 for a container. */
  uri(task: Task, container: Container): string;
  close(): Promise<void>;
}

export async function startMetadata(): Promise<Metadata> {
  const containers = new Map<string, { task: Task; container: Container }>();
  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const key = path.replace(/\/task$/, '');
    const found = containers.get(key);
    if (!found) return response.writeHead(404).end();
    const answer =
      path === key ? aboutContainer(found.task, found.container) : aboutTask(found.task);
    return response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(0, '127.0.0.1', resolve),
  );
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    uri(task, container) {
      const path = `/v4/${task.id}-${container.definition.name}`;
      containers.set(path, { task, container });
      return endpoint + path;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const aboutTask = (task: Task) => ({
  Cluster: task.cluster.arn,
  TaskARN: task.arn,
  Family: task.definition.family,
  Revision: String(task.definition.revision),
  ServiceName: task.service.name,
  DesiredStatus: task.desiredStatus,
  KnownStatus: task.lastStatus,
  Containers: task.containers.map((container) => aboutContainer(task, container)),
  LaunchType: 'FARGATE',
});

const aboutContainer = (task: Task, { definition, lastStatus, imageDigest }: Container) => ({
  DockerId: `${task.id}-${definition.name}`,
  Name: definition.name,
  DockerName: definition.name,
  Image: definition.image,
  ImageID: imageDigest,
  DesiredStatus: task.desiredStatus,
  KnownStatus: lastStatus,
  Type: 'NORMAL',
  Labels: {
    'com.amazonaws.ecs.cluster': task.cluster.arn,
    'com.amazonaws.ecs.container-name': definition.name,
    'com.amazonaws.ecs.task-arn': task.arn,
    'com.amazonaws.ecs.task-definition-family': task.definition.family,
    'com.amazonaws.ecs.task-definition-version': String(task.definition.revision),
  },
});
