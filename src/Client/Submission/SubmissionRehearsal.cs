using Flink.Client.Rest;
using Flink.Core.Graph;

namespace Flink.Client.Submission;

/// <summary>Hands a job in at a cluster that does not exist, so that the client's code is there when somebody waits for the first real one.</summary>
/// <remarks>
/// Most of what a command compiles is the framework's client of HTTP, and it needs neither configuration nor program for that. Nothing of it can be seen from outside: no socket, no
/// name that is looked up, no file.
/// </remarks>
public static class SubmissionRehearsal
{
    /// <summary>Plays it on threads of the pool.</summary>
    /// <returns>Completes when it is over; fails when the client does not do what it did when this was written, which does no harm to real requests.</returns>
    public static Task PlayAsync() => Task.Run(SubmitAsync);

    private static async Task SubmitAsync()
    {
        var settings = new RestClientSettings { BaseAddress = new Uri("http://rehearsed/"), RetryAttempts = 0 };
        var handler = RestTransport.Create(settings);
        handler.ConnectCallback = static (_, _) => new ValueTask<Stream>(new RehearsedCluster());
        using var client = new RestClient(settings, handler);
        await client.GetOverviewAsync().ConfigureAwait(false);
        await client.SubmitAsync(new JobUpload
        {
            Id = default,
            Name = "rehearsed",
            Graph = "any"u8.ToArray(),
            OpenProgram = static () => new MemoryStream("any"u8.ToArray()),
        }).ConfigureAwait(false);
    }
}
