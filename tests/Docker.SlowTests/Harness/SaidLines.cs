using System.Collections.Concurrent;
using Flink.ResourceManagers.Testing;

namespace Flink.Docker.SlowTests.Harness;

/// <summary>What a command says, line by line, as it comes. Lines come in whatever order things happen: none is lost to whoever waits for another one first.</summary>
public sealed class SaidLines
{
    private readonly ConcurrentQueue<string> _lines = new();

    public SaidLines(StreamReader from) => All = ReadAsync(from);

    /// <summary>All that was said, when nothing more can come.</summary>
    public Task<string> All { get; }

    /// <summary>A line with these words, once it is there.</summary>
    /// <param name="words">Of the line.</param>
    /// <param name="which">The first such line, the second, and so on.</param>
    public async Task<string> LineAsync(string words, int which = 1)
    {
        string? found = null;
        await Wait.UntilAsync(
            () =>
            {
                // In this order: what came before the end is there when the end is seen.
                var isEnd = All.IsCompleted;
                found = _lines.Where(line => line.Contains(words, StringComparison.Ordinal)).ElementAtOrDefault(which - 1);
                return found is not null || isEnd;
            },
            () => Complaint(words, which));
        return found ?? throw new InvalidOperationException(Complaint(words, which));
    }

    private string Complaint(string words, int which) => $"Line {which} with '{words}' was not said, but:\n{string.Join('\n', _lines)}";

    private async Task<string> ReadAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            _lines.Enqueue(line);
        }

        return string.Join('\n', _lines);
    }
}
