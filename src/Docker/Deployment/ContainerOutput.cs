using System.Collections.Concurrent;
using Docker.DotNet;
using Docker.DotNet.Models;
using Flink.Client.Deployment;
using Flink.Docker.Engine;
using Flink.Docker.Workers;

namespace Flink.Docker.Deployment;

/// <summary>What the processes of a cluster print: a stream for each container, opened when it starts, which ends with it.</summary>
internal sealed class ContainerOutput : IAsyncDisposable
{
    private const int MostCharacters = 2_000;

    private readonly DockerEngine _engine;
    private readonly string _cluster;
    private readonly Lock _gate = new();
    private readonly MemoryStream _printed = new();
    private string _lastErrors = "";
    private readonly ConcurrentQueue<string> _steps = new();
    private readonly ConcurrentDictionary<string, Task> _streams = new();
    private readonly CancellationTokenSource _end = new();

    /// <param name="engine">The engine.</param>
    /// <param name="cluster">The cluster's id.</param>
    /// <param name="since">The engine's time from which on workers are new.</param>
    public ContainerOutput(DockerEngine engine, string cluster, DateTimeOffset since)
    {
        _engine = engine;
        _cluster = cluster;
        _ = WatchAsync((since - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
    }

    private IDictionary<string, IDictionary<string, bool>> Workers =>
        ContainerLabels.Filter((ContainerLabels.Cluster, _cluster), (ContainerLabels.Component, ContainerLabels.Worker));

    /// <summary>What the JobManager has logged last.</summary>
    public string LastErrors
    {
        get
        {
            lock (_gate)
            {
                return _lastErrors.Trim();
            }
        }
    }

    /// <summary>Follows the JobManager, whose lines with a mark are steps.</summary>
    /// <param name="container">Its container.</param>
    /// <param name="fromBegin">Whether what it has printed so far counts.</param>
    public void FollowJobManager(string container, bool fromBegin) => _streams.TryAdd(container, FollowAsync(container, fromBegin, isJobManager: true));

    /// <summary>Follows the workers that run already, without what they have printed so far.</summary>
    public async Task FollowRunningAsync(CancellationToken cancellation)
    {
        foreach (var worker in await _engine.ListAsync(Workers, cancellation).ConfigureAwait(false))
        {
            _streams.TryAdd(worker.ID, FollowAsync(worker.ID, fromBegin: false, isJobManager: false));
        }
    }

    /// <summary>Hands over what has come since the last call.</summary>
    public async Task CopyToAsync(ClusterOutput output, CancellationToken cancellation)
    {
        while (_steps.TryDequeue(out var step))
        {
            output.Step(step);
        }

        byte[] bytes;
        lock (_gate)
        {
            bytes = _printed.ToArray();
            _printed.SetLength(0);
        }

        await output.Printed.WriteAsync(bytes, cancellation).ConfigureAwait(false);
    }

    /// <summary>Waits for the ends of all streams: their containers are gone.</summary>
    public Task WhenCompleteAsync(TimeSpan patience) => Task.WhenAny(Task.WhenAll(_streams.Values), Task.Delay(patience));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task WatchAsync(long since)
    {
        try
        {
            await _engine.FollowStartsAsync(Workers, since, container => _streams.TryAdd(container, FollowAsync(container, fromBegin: true, isJobManager: false)), _end.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or DockerApiException || EngineProblem.IsTransient(e))
        {
            // Nobody looks any more, or the engine is gone and its containers with it.
        }
    }

    private async Task FollowAsync(string container, bool fromBegin, bool isJobManager)
    {
        try
        {
            using var stream = await _engine.AttachOutputAsync(container, fromBegin, isJobManager, _end.Token).ConfigureAwait(false);
            var buffer = new byte[64 << 10];
            var line = new MemoryStream();
            while (await stream.ReadOutputAsync(buffer, 0, buffer.Length, _end.Token).ConfigureAwait(false) is { EOF: false } read)
            {
                if (read.Target == MultiplexedStream.TargetStream.StandardError)
                {
                    KeepErrors(buffer.AsSpan(0, read.Count));
                }
                else if (isJobManager)
                {
                    TakeSteps(line, buffer.AsSpan(0, read.Count));
                }
                else
                {
                    lock (_gate)
                    {
                        _printed.Write(buffer, 0, read.Count);
                    }
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or DockerApiException || EngineProblem.IsTransient(e))
        {
            // The container is gone.
        }
    }

    private void KeepErrors(ReadOnlySpan<byte> bytes)
    {
        var text = System.Text.Encoding.UTF8.GetString(bytes);
        lock (_gate)
        {
            text = _lastErrors + text;
            _lastErrors = text.Length <= MostCharacters ? text : text[^MostCharacters..];
        }
    }

    private void TakeSteps(MemoryStream line, ReadOnlySpan<byte> bytes)
    {
        foreach (var letter in bytes)
        {
            if (letter != '\n')
            {
                line.WriteByte(letter);
                continue;
            }

            var text = System.Text.Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length);
            line.SetLength(0);
            if (text.StartsWith(ClusterOutput.StepMark, StringComparison.Ordinal))
            {
                _steps.Enqueue(text[ClusterOutput.StepMark.Length..]);
            }
        }
    }
}
