using System.Text.Json;

namespace Flink.Rest.Tests.Recorded;

/// <summary>A request to a real Apache Flink, and its answer.</summary>
public sealed record GoldenExchange
{
    public required string Name { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required int Status { get; init; }

    public required string ContentType { get; init; }

    public JsonElement? Body { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public required JsonElement Response { get; init; }

    /// <summary>The path without version and query, with <c>{job}</c> and <c>{vertex}</c> in place of ids.</summary>
    public string Endpoint
    {
        get
        {
            var parts = Path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
            if (parts.Count > 0 && parts[0] == "v1")
            {
                parts.RemoveAt(0);
            }

            for (var i = 1; i < parts.Count; i++)
            {
                parts[i] = (parts[i - 1], parts[i]) switch
                {
                    ("jobs", var id) when id.Length == 32 => "{job}",
                    ("vertices", _) => "{vertex}",
                    ("subtasks", var index) when char.IsAsciiDigit(index[0]) => "{subtask}",
                    ("attempts", _) => "{attempt}",
                    ("taskmanagers", not "metrics") => "{tm}",
                    (_, var same) => same,
                };
            }

            return "/" + string.Join('/', parts);
        }
    }

    public override string ToString() => $"{Name}: {Method} {Path}";
}
