/** What a budget is kept apart by, in words. */
export function groupName(group: Record<string, string>): string {
  const words = Object.entries(group).map(([name, value]) => `${name}: ${value}`);
  return words.length === 0 ? "all" : words.join(", ");
}
