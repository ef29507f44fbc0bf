const tseslint = require('typescript-eslint');

/** Which project folders a folder may import from. Anything not named is refused. */
const arrows = {
  core: [],
  store: ['core'],
  runtime: ['core', 'store'],
  // What authors test their services with: no store, and no test framework.
  testing: ['core', 'runtime'],
  lambdas: ['core', 'store'],
  // `deployment` for local/deployment, which a path cannot be told apart from.
  local: ['core', 'store', 'runtime', 'lambdas', 'examples', 'deployment', 'hooks'],
  examples: ['core', 'runtime'],
  // A dry run, `status` and `doctor` see the cluster with the eyes of the upgrade, and refuse what it refuses: lambdas/ is
  // read from, never changed by. `local` only for what is there in a clone.
  cli: ['core', 'store', 'local', 'lambdas', 'examples'],
  // Of the store only what a table is. It reaches lambdas/ and deployment/ by path, to bundle them.
  infra: ['core', 'store'],
  // What a first task definition is made of is the upgrade's to say.
  deployment: ['core', 'store', 'lambdas'],
  // Asked by upgrades as functions of the cluster's owner are, and knows no more of them.
  hooks: ['core'],
  // How Lambdas are bundled is the constructs' to say.
  build: ['infra'],
  // What is true of the protocol is not for the models to look up in the code.
  model: [],
};
const folders = [...Object.keys(arrows), 'bench', 'pictures', 'recordings', 'test'];

/** Which folders may use the AWS SDK, and which of its packages. */
const sdk = {
  store: '@aws-sdk/(client-dynamodb|util-dynamodb)',
  lambdas: '@aws-sdk/.*',
  cli: '@aws-sdk/.*',
  deployment: '@aws-sdk/.*',
  hooks: '@aws-sdk/client-ecs',
  // The embedded cloud is deployed to, and watched, as a user would do it: through the AWS APIs.
  local: '@aws-sdk/.*',
};

const arrowRule = (folder) => {
  const refused = folders.filter((other) => other !== folder && !arrows[folder].includes(other));
  const patterns = refused.map((other) => ({
    regex: `^(\\.\\./)+${other}(/|$)`,
    message: `${folder}/ must not import ${other}/ (see docs/architecture.md).`,
  }));
  const allowed = sdk[folder];
  patterns.push({
    regex: allowed ? `^(?!${allowed}$)@aws-sdk/` : '^@aws-sdk/',
    message: `${folder}/ must not import this AWS SDK package (see docs/architecture.md).`,
  });
  if (folder !== 'infra')
    patterns.push({
      regex: '^(aws-cdk-lib|constructs|cdk-nag)(/|$)',
      message: `CDK is used in infra/ only (see docs/architecture.md).`,
    });
  return {
    files: [`${folder}/**/*.ts`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  };
};

module.exports = tseslint.config(
  {
    ignores: [
      'node_modules',
      '.build',
      'cdk.out',
      'dist',
      'report',
      '**/*.cjs',
      '**/*.js',
      '**/*.mjs',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      'max-lines': ['error', { max: 300 }],
      eqeqeq: 'error',
    },
  },
  ...Object.keys(arrows).map(arrowRule),
);
