// What nbformat 4.5 asks of a notebook file, clause by clause of its JSON schema (nbformat.v4.5.schema.json), as far as
// this site's files go. No npm package has the schema; the Python package of that name was asked as well, by hand.
// https://nbformat.readthedocs.io/en/latest/format_description.html

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown) => typeof value === "string";
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const isMultiline = (value: unknown) => isText(value) || isTexts(value);
const isCount = (value: unknown) =>
  value === null || (Number.isInteger(value) && (value as number) >= 0);

/** The fields of a thing: each required, no other allowed. */
function onlyFields(where: string, value: unknown, tests: Record<string, (v: unknown) => boolean>) {
  if (!isObject(value)) return [`${where} is no object`];
  const wrong = Object.entries(tests)
    .filter(([name, test]) => !(name in value) || !test(value[name]))
    .map(([name]) => `${where}.${name}`);
  const extra = Object.keys(value).filter((name) => !(name in tests));
  return [...wrong, ...extra.map((name) => `${where}.${name} is not of nbformat`)];
}

const isBundle = (value: unknown) =>
  isObject(value) &&
  Object.entries(value).every(
    ([type, data]) =>
      /^[\w.+-]+\/[\w.+-]+$/.test(type) &&
      (type === "application/json" || type.endsWith("+json") || isMultiline(data)),
  );

const is =
  (...values: unknown[]) =>
  (value: unknown) =>
    values.includes(value);

const outputFields: Readonly<Record<string, Record<string, (v: unknown) => boolean>>> = {
  stream: { output_type: isText, name: isText, text: isMultiline },
  display_data: { output_type: isText, data: isBundle, metadata: isObject },
  execute_result: {
    output_type: isText,
    data: isBundle,
    metadata: isObject,
    execution_count: isCount,
  },
  error: { output_type: isText, ename: isText, evalue: isText, traceback: isTexts },
};

/** What is wrong with a notebook, one line each. */
export function nbformatProblems(value: unknown): string[] {
  const problems = onlyFields("notebook", value, {
    nbformat: is(4),
    nbformat_minor: is(5),
    metadata: isObject,
    cells: Array.isArray,
  });
  if (problems.length > 0) return problems;
  const { metadata, cells } = value as { metadata: Fields; cells: readonly Fields[] };
  const { kernelspec, language_info } = metadata as Record<string, Fields | undefined>;
  for (const [name, found] of [
    ["kernelspec.name", kernelspec?.["name"]],
    ["kernelspec.display_name", kernelspec?.["display_name"]],
    ["language_info.name", language_info?.["name"]],
  ] as const)
    if (!isText(found)) problems.push(`metadata.${name}`);
  const common = {
    id: (id: unknown) => typeof id === "string" && /^[a-zA-Z0-9-_]{1,64}$/.test(id),
    metadata: isObject,
    source: isMultiline,
  };
  for (const [index, cell] of cells.entries()) {
    const where = `cells[${String(index)}]`;
    if (cells.some(({ id }, other) => other < index && id === cell["id"]))
      problems.push(`${where}.id is taken`);
    if (cell["cell_type"] !== "code") {
      problems.push(...onlyFields(where, cell, { cell_type: is("markdown", "raw"), ...common }));
      continue;
    }
    const isList = Array.isArray(cell["outputs"]);
    problems.push(
      ...onlyFields(where, cell, {
        cell_type: isText,
        ...common,
        execution_count: isCount,
        outputs: () => isList,
      }),
    );
    for (const [at, output] of (isList ? (cell["outputs"] as readonly Fields[]) : []).entries()) {
      const fields = outputFields[String(output["output_type"])];
      const place = `${where}.outputs[${String(at)}]`;
      if (fields === undefined) problems.push(`${place}.output_type`);
      else problems.push(...onlyFields(place, output, fields));
    }
  }
  return problems;
}
