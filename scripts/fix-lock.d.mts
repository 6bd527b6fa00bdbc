interface Entry {
  optionalDependencies?: Record<string, string>;
}
export function holesOf(packages: Record<string, Entry>): { parent: string; name: string; version: string }[];
