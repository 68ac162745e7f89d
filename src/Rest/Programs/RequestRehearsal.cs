using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Flink.Rest.Programs.Hosting;
using Flink.Rest.Routing;

namespace Flink.Rest.Programs;

/// <summary>Reads and writes once what the first request to run a program will: its body, and the lines to and from the program's process. Nobody is asked anything.</summary>
public static class RequestRehearsal
{
    /// <summary>Plays it, or its beginning.</summary>
    /// <param name="goesOn">Whether there is nothing better to do; asked between two steps.</param>
    public static void Play(Func<bool> goesOn)
    {
        ArgumentNullException.ThrowIfNull(goesOn);
        if (goesOn())
        {
            ReadBodyAsync().GetAwaiter().GetResult();
        }

        if (goesOn())
        {
            Trip(HostRequest.ToPrepare("program.zip"), HostJson.Default.HostRequest);
            Trip(
                new HostReply([new HostedJob("", "", [0], [0], new Dictionary<string, string> { ["key"] = "value" }, [])], null, IsMissing: false),
                HostJson.Default.HostReply);
        }
    }

    // As it comes from the server: from a pipe.
    private static async Task ReadBodyAsync()
    {
        var body = """{"entryClass":"A","programArgsList":["a"],"parallelism":1,"allowNonRestoredState":false,"flinkConfiguration":{"key":"value"}}"""u8.ToArray();
        await using var stream = PipeReader.Create(new ReadOnlySequence<byte>(body)).AsStream();
        await RestRequest.ReadAsync(stream, RequestJson.Default.ProgramRequest, CancellationToken.None).ConfigureAwait(false);
    }

    private static void Trip<T>(T value, JsonTypeInfo<T> type) =>
        _ = JsonSerializer.Deserialize(JsonSerializer.Serialize(value, type).AsSpan(), type);
}
