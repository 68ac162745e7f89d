using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Flink.Core;
using Flink.Core.Execution;
using Flink.Core.Graph;

namespace Flink.Client.Rest;

/// <summary>Asks the REST endpoint of a cluster. Safe for concurrent use.</summary>
/// <remarks>
/// Questions are asked again while the endpoint cannot be reached or its process does not lead, as <c>rest.retry.max-attempts</c> and
/// <c>rest.retry.delay</c> say, once it has answered for the first time; before, a failure to connect is reported at once. Where several JobManagers stand
/// by for each other, the one that leads by then is asked, also while the one before hangs with a question.
/// </remarks>
public sealed class RestClient : IDisposable
{
    private readonly RestClientSettings _settings;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private volatile Uri _address;
    private volatile bool _hasAnswered;

    /// <summary>A client that has not connected yet.</summary>
    /// <param name="settings">Where the endpoint is, and how patient to be.</param>
    /// <param name="clock">For pauses; null for that of the system.</param>
    public RestClient(RestClientSettings settings, TimeProvider? clock = null)
        : this(settings, RestTransport.Create(settings ?? throw new ArgumentNullException(nameof(settings))), clock)
    {
    }

    /// <param name="settings">As in the public one.</param>
    /// <param name="transport">Makes the connections; goes with the client.</param>
    /// <param name="clock">As in the public one.</param>
    internal RestClient(RestClientSettings settings, HttpMessageHandler transport, TimeProvider? clock = null)
    {
        _settings = settings;
        _clock = clock ?? TimeProvider.System;
        _address = settings.BaseAddress;
        _http = new HttpClient(transport)
        {
            Timeout = settings.Timeout,
            MaxResponseContentBufferSize = settings.MaxContentLength,
        };
    }

    /// <summary>Where the endpoint is.</summary>
    public Uri Address => _address;

    /// <summary>The cluster in numbers.</summary>
    public Task<ClusterOverview> GetOverviewAsync(CancellationToken cancellation = default) =>
        GetAsync("v1/overview", RestJson.Default.ClusterOverview, cancellation);

    /// <summary>All jobs, running and ended.</summary>
    public async Task<IReadOnlyList<JobOverview>> ListJobsAsync(CancellationToken cancellation = default) =>
        (await GetAsync("v1/jobs/overview", RestJson.Default.JobsOverview, cancellation).ConfigureAwait(false)).Jobs;

    /// <summary>A job with its vertices.</summary>
    /// <exception cref="RestClientException">With <see cref="HttpStatusCode.NotFound"/>: there is no such job.</exception>
    public Task<JobDetails> GetJobAsync(JobId job, CancellationToken cancellation = default) =>
        GetAsync($"v1/jobs/{job}", RestJson.Default.JobDetails, cancellation);

    /// <summary>The state of a job.</summary>
    /// <exception cref="RestClientException">With <see cref="HttpStatusCode.NotFound"/>: there is no such job.</exception>
    public async Task<JobStatus> GetStatusAsync(JobId job, CancellationToken cancellation = default) =>
        (await GetAsync($"v1/jobs/{job}/status", RestJson.Default.JobStatusAnswer, cancellation).ConfigureAwait(false)).Status;

    /// <summary>How a job ended; null while it runs.</summary>
    /// <exception cref="RestClientException">With <see cref="HttpStatusCode.NotFound"/>: there is no such job.</exception>
    public async Task<ExecutionResult?> FindResultAsync(JobId job, CancellationToken cancellation = default) =>
        (await GetAsync($"v1/jobs/{job}/execution-result", RestJson.Default.ExecutionResultAnswer, cancellation).ConfigureAwait(false)).Result;

    /// <summary>Results that tasks of a job have sent to the program that executed it; the cluster waits a little where there are none yet.</summary>
    /// <param name="job">The job.</param>
    /// <param name="stream">The program's number of the results.</param>
    /// <param name="from">How many pieces the program has; these are forgotten. Asking again is harmless.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RestClientException">With <see cref="HttpStatusCode.NotFound"/>: there is no such job.</exception>
    public async Task<ResultPage> FetchResultsAsync(JobId job, long stream, long from, CancellationToken cancellation = default)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"v1/jobs/{job}/results/{stream}?from={from}");
        var page = await GetAsync(path, RestJson.Default.ResultPageAnswer, cancellation).ConfigureAwait(false);
        return new ResultPage(page.From, [.. page.Pieces.Select(static piece => new ReadOnlyMemory<byte>(piece))], page.HasEnded);
    }

    /// <summary>The registered TaskManagers.</summary>
    public async Task<IReadOnlyList<TaskManagerOverview>> ListTaskManagersAsync(CancellationToken cancellation = default) =>
        (await GetAsync("v1/taskmanagers", RestJson.Default.TaskManagersOverview, cancellation).ConfigureAwait(false)).TaskManagers;

    /// <summary>Asks for the cancellation of a job; returns once it is being cancelled.</summary>
    /// <exception cref="RestClientException">With <see cref="HttpStatusCode.NotFound"/>: there is no such job, or it has ended.</exception>
    public Task CancelAsync(JobId job, CancellationToken cancellation = default) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Patch, $"v1/jobs/{job}?mode=cancel"), Drop, cancellation);

    /// <summary>Gives a job a sign of life of its client: it is cancelled when none follows in time. Of an unknown job nothing is said.</summary>
    /// <param name="job">The job.</param>
    /// <param name="expires">Until when the next one comes; <see cref="DateTimeOffset.MaxValue"/> when the job does not need its client any more.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task ReportHeartbeatAsync(JobId job, DateTimeOffset expires, CancellationToken cancellation = default) => SendAsync(
        () => new HttpRequestMessage(HttpMethod.Patch, $"v1/jobs/{job}/clientHeartbeat")
        {
            Content = JsonContent.Create(new HeartbeatBody(expires.ToUnixTimeMilliseconds()), RestJson.Default.HeartbeatBody),
        },
        Drop,
        cancellation);

    /// <summary>Ends the cluster.</summary>
    public Task ShutDownAsync(CancellationToken cancellation = default) =>
        SendAsync(static () => new HttpRequestMessage(HttpMethod.Delete, "v1/cluster"), Drop, cancellation);

    /// <summary>Hands in a job. Repeating it does no harm: a job whose id is known is not started twice.</summary>
    /// <exception cref="RestClientException">With <see cref="HttpStatusCode.BadRequest"/>: the cluster refused it, and says why.</exception>
    public async Task SubmitAsync(JobUpload upload, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(upload);
        var attempts = 0;
        try
        {
            await SendAsync(
                () =>
                {
                    attempts++;
                    var request = new HttpRequestMessage(HttpMethod.Post, "v1/jobs") { Content = upload.ToContent() };

                    // A refusal is heard before the program is sent; later the connection would be closed under it.
                    request.Headers.ExpectContinue = true;
                    return request;
                },
                Drop,
                cancellation).ConfigureAwait(false);
        }
        catch (RestClientException e) when (e.Status == HttpStatusCode.BadRequest && attempts > 1)
        {
            // The first attempt may have arrived although its answer did not.
            if (!await IsKnownAsync(upload.Id, cancellation).ConfigureAwait(false))
            {
                throw;
            }
        }
    }

    /// <summary>Uploads a program, which <see cref="RunProgramAsync"/> starts.</summary>
    /// <param name="name">What people see.</param>
    /// <param name="open">Opens its zip, once for each attempt to send it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The id of the program, for as long as the cluster lives.</returns>
    /// <exception cref="RestClientException">It is no zip of a program, or the cluster takes none.</exception>
    public async Task<string> UploadProgramAsync(string name, Func<Stream> open, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(open);
        var answer = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, "v1/jars/upload")
            {
                Content = new MultipartFormDataContent { { new StreamContent(open()), "jarfile", name } },
            },
            static (response, token) => response.Content.ReadFromJsonAsync(RestJson.Default.UploadAnswer, token),
            cancellation).ConfigureAwait(false);
        return Path.GetFileName(answer!.FileName);
    }

    /// <summary>Runs an uploaded program in the cluster, and the job that it executes. Is not repeated by itself: a program may have been started although no answer came.</summary>
    /// <exception cref="RestClientException">The program failed, or executed no job or several; its message is the program's.</exception>
    public async Task<JobId> RunProgramAsync(string id, ProgramStart start, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        var answer = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, $"v1/jars/{Uri.EscapeDataString(id)}/run")
            {
                Content = JsonContent.Create(start, RestJson.Default.ProgramStart),
            },
            static (response, token) => response.Content.ReadFromJsonAsync(RestJson.Default.RunAnswer, token),
            cancellation,
            mayRepeat: false).ConfigureAwait(false);
        return Id128.TryParse(answer!.JobId, out var job) ? new JobId(job) : throw new RestClientException($"{Address} answered '{answer.JobId}', which is no job id.");
    }

    /// <summary>Deletes an uploaded program; jobs of it that run go on.</summary>
    public Task DeleteProgramAsync(string id, CancellationToken cancellation = default) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Delete, $"v1/jars/{Uri.EscapeDataString(id)}"), Drop, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static Task<bool> Drop(HttpResponseMessage response, CancellationToken cancellation) => Task.FromResult(true);

    private async Task<bool> IsKnownAsync(JobId job, CancellationToken cancellation)
    {
        try
        {
            await GetStatusAsync(job, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (RestClientException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) => SendAsync(
        () => new HttpRequestMessage(HttpMethod.Get, path),
        async (response, token) =>
        {
            try
            {
                return await response.Content.ReadFromJsonAsync(type, token).ConfigureAwait(false)
                    ?? throw new RestClientException($"{Address} answered nothing to GET {path}.");
            }
            catch (JsonException e)
            {
                throw new RestClientException($"{Address} answered GET {path} with something else than expected; is it a cluster of this version? {e.Message}", e);
            }
        },
        cancellation);

    private async Task<T> SendAsync<T>(
        Func<HttpRequestMessage> create, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellation, bool mayRepeat = true)
    {
        for (var attempt = 1; ; attempt++)
        {
            var asked = _address;
            Exception failure;
            using var request = create();
            try
            {
                request.RequestUri = new Uri(asked, request.RequestUri!);
                using var response = await AskAsync(request, asked, mayRepeat, cancellation).ConfigureAwait(false);
                _hasAnswered = true;
                return response.IsSuccessStatusCode
                    ? await read(response, cancellation).ConfigureAwait(false)
                    : throw await ErrorAnswer.ReadAsync(response, asked, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpRequestException or SocketException)
            {
                failure = new RestClientException(
                    $"No cluster answers at {asked}: {e.Message} Is it running, and is this its REST address ('rest.address', 'rest.port', or -m HOST:PORT)?", e, isRetryable: true);
            }
            catch (RestClientException e) when (e.IsRetryable)
            {
                failure = e;
            }
            catch (TaskCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                // Its process may hang, and another one may lead by now; what is sent may simply take longer, and would again.
                mayRepeat &= request.Method == HttpMethod.Get;
                failure = new RestClientException($"{asked} did not answer within {_settings.Timeout.TotalSeconds:0.#} s ('client.timeout').", e, isRetryable: true);
            }

            var hasMoved = _address != asked || await FollowLeaderAsync(asked, cancellation).ConfigureAwait(false);
            if (!mayRepeat || attempt > _settings.RetryAttempts || !(_hasAnswered || hasMoved))
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            await Task.Delay(_settings.RetryDelay, _clock, cancellation).ConfigureAwait(false);
        }
    }

    // What hangs answers nobody, and closes no connection, while another one may have taken over.
    private async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, Uri asked, bool mayRepeat, CancellationToken cancellation)
    {
        if (_settings.FindLeader is null || !mayRepeat)
        {
            return await _http.SendAsync(request, cancellation).ConfigureAwait(false);
        }

        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var answer = _http.SendAsync(request, given.Token);
        while (await Task.WhenAny(answer, Task.Delay(_settings.LeaderLookInterval, _clock, given.Token)).ConfigureAwait(false) != answer)
        {
            if (_address != asked || await FindsOtherLeaderAsync(asked, cancellation).ConfigureAwait(false))
            {
                await given.CancelAsync().ConfigureAwait(false);
                break;
            }
        }

        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (given.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new RestClientException($"{asked} does not answer, and another JobManager leads.", e, isRetryable: true);
        }
    }

    // The answer may come although nobody can be asked who leads.
    private async Task<bool> FindsOtherLeaderAsync(Uri asked, CancellationToken cancellation)
    {
        try
        {
            return await FollowLeaderAsync(asked, cancellation).ConfigureAwait(false);
        }
        catch (FlinkException)
        {
            return false;
        }
    }

    private async Task<bool> FollowLeaderAsync(Uri asked, CancellationToken cancellation)
    {
        if (_settings.FindLeader is not { } find || await find(cancellation).ConfigureAwait(false) is not { } leader || leader == asked)
        {
            return false;
        }

        _address = leader;
        return true;
    }
}
