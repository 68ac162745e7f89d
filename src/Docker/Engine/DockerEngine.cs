using System.Formats.Tar;
using System.Globalization;
using System.Net;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using Flink.Core;
using Polly;
using Polly.Retry;

namespace Flink.Docker.Engine;

/// <summary>The calls of an engine that are used here. What is transient is repeated until it succeeds or nobody waits any more; what is thrown is the engine's refusal.</summary>
/// <param name="address">Where it is.</param>
/// <param name="clock">For pauses between attempts.</param>
/// <param name="client">Calls it.</param>
internal sealed class DockerEngine(EngineAddress address, TimeProvider clock, DockerClient client) : IDisposable
{
    private const int LastLines = 10;
    private const int MostCharacters = 2_000;
    private static readonly ResiliencePropertyKey<Action<string>?> _onWait = new("flink.wait");

    private readonly DockerClient _client = client;

    // For as long as somebody waits: how long that is, is policy.
    private readonly ResiliencePipeline _patient = new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(EngineProblem.IsTransient),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromSeconds(2),
            OnRetry = retry =>
            {
                if (retry.Context.Properties.TryGetValue(_onWait, out var wait))
                {
                    wait?.Invoke(EngineProblem.Describe(address, retry.Outcome.Exception!));
                }

                return default;
            },
        })
        .Build();

    public DockerEngine(EngineAddress address, TimeProvider clock)
        : this(address, clock, EngineConnection.NewClient(address))
    {
    }

    public EngineAddress Address => address;

    public void Dispose() => _client.Dispose();

    /// <summary>What the engine says of itself; one attempt.</summary>
    public Task<SystemInfoResponse> DescribeAsync(CancellationToken cancellation) => _client.System.GetSystemInfoAsync(cancellation);

    /// <summary>The containers with labels, running or not.</summary>
    public Task<IList<ContainerListResponse>> ListAsync(IDictionary<string, IDictionary<string, bool>> filter, CancellationToken cancellation) =>
        PatientlyAsync(token => _client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = filter }, token), null, cancellation);

    /// <summary>Makes a container; its id. A call that is under way is not given up: the engine would go on, and nobody would know of the container.</summary>
    public async Task<string> CreateAsync(CreateContainerParameters parameters, Action<string>? waits, CancellationToken cancellation) =>
        (await PatientlyAsync(_ => _client.Containers.CreateContainerAsync(parameters, CancellationToken.None), waits, cancellation).ConfigureAwait(false)).ID;

    /// <summary>Starts a container that was made; one that runs already is no error.</summary>
    public Task StartAsync(string container, Action<string>? waits, CancellationToken cancellation) =>
        PatientlyAsync(token => _client.Containers.StartContainerAsync(container, new ContainerStartParameters(), token), waits, cancellation);

    /// <summary>Ends and removes a container, with the volumes that have no name; one that is gone is no error.</summary>
    public async Task RemoveAsync(string container, CancellationToken cancellation)
    {
        try
        {
            await PatientlyAsync(
                async token =>
                {
                    await _client.Containers.RemoveContainerAsync(container, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, token).ConfigureAwait(false);
                    return true;
                },
                null,
                cancellation).ConfigureAwait(false);
        }
        catch (DockerApiException e) when (e.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // Gone, or somebody removes it at this moment.
        }
    }

    /// <summary>Asks a container to end, and kills it when it takes too long.</summary>
    public async Task StopAsync(string container, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            await _client.Containers.StopContainerAsync(
                container, new ContainerStopParameters { WaitBeforeKillSeconds = (uint)Math.Ceiling(patience.TotalSeconds) }, cancellation).ConfigureAwait(false);
        }
        catch (DockerApiException e) when (e.StatusCode is HttpStatusCode.NotFound)
        {
        }
    }

    /// <summary>What is known of a container; null when it is gone.</summary>
    public async Task<ContainerInspectResponse?> InspectAsync(string container, CancellationToken cancellation)
    {
        try
        {
            return await PatientlyAsync(token => _client.Containers.InspectContainerAsync(container, token), null, cancellation).ConfigureAwait(false);
        }
        catch (DockerApiException e) when (e.StatusCode is HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>How a container that has ended did so.</summary>
    /// <param name="container">Its id or name.</param>
    /// <param name="exitCode">What is known before it is asked.</param>
    /// <param name="cancellation">Nobody waits any more.</param>
    public async Task<ContainerEnd> EndOfAsync(string container, long? exitCode, CancellationToken cancellation)
    {
        if (await InspectAsync(container, cancellation).ConfigureAwait(false) is not { State: { } state } found)
        {
            return new ContainerEnd(exitCode, false, 0, "", "");
        }

        return new ContainerEnd(
            state.ExitCode, state.OOMKilled, found.HostConfig?.Memory ?? 0, state.Error ?? "", await LastLinesAsync(container, cancellation).ConfigureAwait(false));
    }

    /// <summary>Pulls an image.</summary>
    public async Task PullAsync(string image, Action<string> waits, CancellationToken cancellation)
    {
        string? failure = null;
        var (name, tag) = Divide(image);
        await PatientlyAsync(
            async token =>
            {
                await _client.Images.CreateImageAsync(
                    new ImagesCreateParameters { FromImage = name, Tag = tag }, null, new InlineProgress<JSONMessage>(message => failure ??= message.Error?.Message), token).ConfigureAwait(false);
                return true;
            },
            waits,
            cancellation).ConfigureAwait(false);
        if (failure is not null)
        {
            throw new FlinkException(failure);
        }
    }

    /// <summary>Puts a file that only a user may read into a container that has not started.</summary>
    public async Task PutPrivateFileAsync(string container, string folder, string name, string content, int user, CancellationToken cancellation)
    {
        using var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            await writer.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.RegularFile, name)
                {
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    Uid = user,
                    Gid = user,
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
                },
                cancellation).ConfigureAwait(false);
        }

        var bytes = archive.ToArray();
        await PatientlyAsync(
            async token =>
            {
                await _client.Containers.ExtractArchiveToContainerAsync(container, new CopyToContainerParameters { Path = folder }, new MemoryStream(bytes), token).ConfigureAwait(false);
                return true;
            },
            null,
            cancellation).ConfigureAwait(false);
    }

    /// <summary>The events of containers with labels, as they happen, until the stream ends.</summary>
    /// <param name="filter">Which containers.</param>
    /// <param name="since">From when on, in nanoseconds of the engine's clock since 1970.</param>
    /// <param name="happened">Takes each.</param>
    /// <param name="cancellation">Ends the stream.</param>
    public Task FollowEventsAsync(IDictionary<string, IDictionary<string, bool>> filter, long since, Action<Message> happened, CancellationToken cancellation) =>
        FollowAsync(filter, since, ["die", "kill"], happened, cancellation);

    /// <summary>The ids of containers with labels that start, as they do, until the stream ends.</summary>
    public Task FollowStartsAsync(IDictionary<string, IDictionary<string, bool>> filter, long since, Action<string> started, CancellationToken cancellation) =>
        FollowAsync(filter, since, ["start"], message => started(message.Actor!.ID!), cancellation);

    /// <summary>What a container prints, as it does; ends with the container.</summary>
    public Task<MultiplexedStream> AttachOutputAsync(string container, bool fromBegin, bool withErrors, CancellationToken cancellation) =>
        _client.Containers.AttachContainerAsync(
            container, new ContainerAttachParameters { Stream = true, Stdout = true, Stderr = withErrors, Logs = fromBegin }, cancellation);

    /// <summary>A container's standard input, which ends with the disposal of what is returned, and with this process.</summary>
    public async Task<IDisposable> AttachInputAsync(string container, CancellationToken cancellation) =>
        await _client.Containers.AttachContainerAsync(container, new ContainerAttachParameters { Stream = true, Stdin = true }, cancellation).ConfigureAwait(false);

    /// <summary>Waits for the end of a container; its exit code.</summary>
    public async Task<long> WaitAsync(string container, CancellationToken cancellation) =>
        (await _client.Containers.WaitContainerAsync(container, cancellation).ConfigureAwait(false)).StatusCode;

    private Task FollowAsync(
        IDictionary<string, IDictionary<string, bool>> filter, long since, string[] actions, Action<Message> happened, CancellationToken cancellation)
    {
        var filters = new Dictionary<string, IDictionary<string, bool>>(filter)
        {
            ["type"] = new Dictionary<string, bool> { ["container"] = true },
            ["event"] = actions.ToDictionary(action => action, _ => true),
        };
        var from = string.Create(CultureInfo.InvariantCulture, $"{since / 1_000_000_000}.{since % 1_000_000_000:d9}");
        return _client.System.MonitorEventsAsync(new ContainerEventsParameters { Since = from, Filters = filters }, new InlineProgress<Message>(happened), cancellation);
    }

    /// <summary>A part of a container's output, from the engine's clock on, with times before the lines.</summary>
    public Task<MultiplexedStream> ReadLogAsync(string container, ContainerLogsParameters parameters, CancellationToken cancellation) =>
        _client.Containers.GetContainerLogsAsync(container, parameters, cancellation);

    /// <summary>The end of what a container has printed; empty when it cannot be read, as with a log driver that keeps nothing.</summary>
    public async Task<string> LastLinesAsync(string container, CancellationToken cancellation)
    {
        try
        {
            using var log = await ReadLogAsync(
                container, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Tail = LastLines.ToString(CultureInfo.InvariantCulture) }, cancellation).ConfigureAwait(false);
            var (output, errors) = await log.ReadOutputToEndAsync(cancellation).ConfigureAwait(false);
            var text = (output + errors).Trim();
            return text.Length <= MostCharacters ? text : text[^MostCharacters..];
        }
        catch (Exception e) when (e is DockerApiException || EngineProblem.IsTransient(e))
        {
            return "";
        }
    }

    private async Task<T> PatientlyAsync<T>(Func<CancellationToken, Task<T>> call, Action<string>? waits, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellation);
        try
        {
            context.Properties.Set(_onWait, waits);
            return await _patient.ExecuteAsync(static async (context, call) => await call(context.CancellationToken).ConfigureAwait(false), context, call).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    // A colon after the last slash begins a tag; a digest is part of the name.
    private static (string Name, string? Tag) Divide(string image)
    {
        var colon = image.LastIndexOf(':');
        return image.Contains('@', StringComparison.Ordinal) ? (image, null)
            : colon > image.LastIndexOf('/') ? (image[..colon], image[(colon + 1)..])
            : (image, "latest");
    }
}
