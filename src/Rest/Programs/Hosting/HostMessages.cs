using System.Text.Json.Serialization;

namespace Flink.Rest.Programs.Hosting;

/// <summary>What a JobManager asks of a program process: one line of JSON on its standard input.</summary>
internal sealed record HostRequest(
    string Archive,
    string? EntryClass,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Configuration,
    string? Job,
    bool PlanOnly,
    bool PrepareOnly = false)
{
    /// <summary>Asks for a program to be unpacked and loaded, and for no answer.</summary>
    public static HostRequest ToPrepare(string archive) => new(archive, null, [], new Dictionary<string, string>(), null, PlanOnly: false, PrepareOnly: true);
}

/// <summary>What it answers: one line on its standard output, after a mark that no program prints.</summary>
internal sealed record HostReply(IReadOnlyList<HostedJob> Jobs, string? Error, bool IsMissing);

/// <summary>A job that the program would have executed.</summary>
internal sealed record HostedJob(string Id, string Name, byte[] Graph, byte[] Plan, IReadOnlyDictionary<string, string> Configuration, IReadOnlyList<string> CachedFiles);

[JsonSerializable(typeof(HostRequest))]
[JsonSerializable(typeof(HostReply))]
internal sealed partial class HostJson : JsonSerializerContext;
