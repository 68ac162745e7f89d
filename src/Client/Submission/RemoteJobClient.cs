using System.Collections.Concurrent;
using System.Net;
using Flink.Client.Rest;
using Flink.Core.Closures;
using Flink.Core.Execution;
using Flink.Core.Graph;

namespace Flink.Client.Submission;

/// <summary>A handle on a job of a cluster.</summary>
public sealed class RemoteJobClient : IJobClient, IDisposable
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(10);

    private readonly RestClient _client;
    private readonly RestClientSettings _settings;
    private readonly TypeResolver _types;
    private readonly TimeProvider _clock;
    private readonly ClientHeartbeat _heartbeat;
    private readonly ConcurrentDictionary<long, bool> _fetched = new();
    private readonly bool _endsWithClient;

    internal RemoteJobClient(RestClient client, RestClientSettings settings, JobGraph graph, TypeResolver types, bool endsWithClient = false, TimeProvider? clock = null)
    {
        _client = client;
        _settings = settings;
        _types = types;
        _clock = clock ?? TimeProvider.System;
        JobId = graph.Id;
        _heartbeat = new ClientHeartbeat(client, JobId, settings, _clock);
        _endsWithClient = endsWithClient;
        if (endsWithClient)
        {
            _heartbeat.Begin();
        }
    }

    /// <inheritdoc/>
    public JobId JobId { get; }

    /// <summary>The client that the job was submitted with, for further questions; lives as long as this handle.</summary>
    public RestClient Client => _client;

    /// <inheritdoc/>
    public Task<JobStatus> GetStatusAsync(CancellationToken cancellation = default) => _client.GetStatusAsync(JobId, cancellation);

    /// <inheritdoc/>
    public async Task CancelAsync(CancellationToken cancellation = default)
    {
        try
        {
            await _client.CancelAsync(JobId, cancellation).ConfigureAwait(false);
        }
        catch (RestClientException e) when (e.Status == HttpStatusCode.NotFound)
        {
            // A job that has ended is all that was asked for.
            if (!(await GetStatusAsync(cancellation).ConfigureAwait(false)).IsGloballyTerminal())
            {
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public bool FetchesResults => true;

    /// <inheritdoc/>
    /// <remarks>From the first page to the last the job needs its program, and is cancelled when the program vanishes (<c>client.heartbeat.timeout</c>).</remarks>
    public async Task<ResultPage> FetchResultsAsync(long stream, long from, CancellationToken cancellation = default)
    {
        _fetched.TryAdd(stream, true);
        _heartbeat.Begin();
        var page = await _client.FetchResultsAsync(JobId, stream, from, cancellation).ConfigureAwait(false);
        if (page.HasEnded && _fetched.TryRemove(stream, out _) && _fetched.IsEmpty && !_endsWithClient)
        {
            await _heartbeat.EndAsync().ConfigureAwait(false);
        }

        return page;
    }

    /// <inheritdoc/>
    /// <remarks>Asks again and again: soon at first, later with pauses of a sixth of the time so far, up to <c>client.retry-period</c>.</remarks>
    public async Task<JobResult> GetResultAsync(CancellationToken cancellation = default)
    {
        for (var pause = _firstPause; ; pause = Min(pause * 1.2, _settings.PollPause))
        {
            if (await _client.FindResultAsync(JobId, cancellation).ConfigureAwait(false) is { } result)
            {
                _heartbeat.Dispose();
                return ResultOf(result);
            }

            await Task.Delay(pause, _clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _heartbeat.Dispose();
        _client.Dispose();
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private JobResult ResultOf(ExecutionResult result) => new()
    {
        JobId = JobId,
        JobName = result.Name,
        Status = result.ApplicationStatus switch
        {
            "SUCCEEDED" => JobStatus.Finished,
            "CANCELED" => JobStatus.Canceled,
            _ => JobStatus.Failed,
        },
        NetRuntime = TimeSpan.FromMilliseconds(result.NetRuntime),
        Accumulators = result.AccumulatorResults.ToDictionary(
            static pair => pair.Key, pair => ResultValues.Read(pair.Value, _types), StringComparer.Ordinal),
        RecordsRead = result.RecordsRead,
        Failure = result.FailureCause is { } cause ? new RemoteFailureException(cause) : null,
        Restarts = result.Restarts,

        // Generated code for reading JSON leaves init-only properties that are not in the text without their defaults.
        Warnings = result.Warnings ?? [],
    };
}
