using Flink.Core.Configuration;

namespace Flink.Cli.CommandLine;

/// <summary>The name that somebody may have meant.</summary>
internal static class Nearest
{
    private const int LettersPerEdit = 3;

    /// <summary>The candidate with the fewest edits, of equal ones the first; null when none is near enough.</summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        var limit = Math.Max(1, name.TrimStart('-').Length / LettersPerEdit);
        return candidates
            .Select(candidate => (Candidate: candidate, Edits: EditDistance.Between(name, candidate)))
            .Where(pair => pair.Edits <= limit)
            .OrderBy(pair => pair.Edits)
            .Select(pair => pair.Candidate)
            .FirstOrDefault();
    }
}
