using System.Net;
using System.Net.Sockets;
using Flink.Client.Rest;
using Flink.Core;
using Flink.Core.Execution;
using Flink.Core.Graph;

namespace Flink.Client.Tests;

public sealed class RestClientTests
{
    private static readonly JobId _job = new(new Id128(1, 2));

    private static readonly FlinkException _noLeader = new("Nobody leads.", isRetryable: true);

    [Fact]
    public async Task Question_is_asked_again_while_nobody_leads()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        using var client = new RestClient(SettingsOf(cluster));
        await client.SubmitAsync(Upload());
        cluster.Failures.Enqueue(_noLeader);
        cluster.Failures.Enqueue(_noLeader);

        Assert.Equal(JobStatus.Running, await client.GetStatusAsync(_job));
    }

    [Fact]
    public async Task Question_that_a_hanging_process_does_not_answer_goes_to_the_one_that_leads_by_now()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        using var first = new RestClient(SettingsOf(cluster));
        await first.SubmitAsync(Upload());
        using var hanging = Hanging(out var address);
        using var client = new RestClient(SettingsOf(cluster) with
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromSeconds(1),
            FindLeader = _ => Task.FromResult<Uri?>(new Uri(cluster.Address)),
        });

        Assert.Equal(JobStatus.Running, await client.GetStatusAsync(_job));
    }

    [Fact]
    public async Task Question_to_a_hanging_process_is_given_up_once_another_one_leads()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        using var first = new RestClient(SettingsOf(cluster));
        await first.SubmitAsync(Upload());
        using var hanging = Hanging(out var address);
        Queue<Func<Uri?>> looks = new([static () => null, () => address, static () => throw new FlinkException("The store cannot be read."), () => new Uri(cluster.Address)]);
        using var client = new RestClient(SettingsOf(cluster) with
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromHours(1),
            LeaderLookInterval = TimeSpan.FromMilliseconds(1),

            // The last answer stays: the process that leads may be slow, too.
            FindLeader = _ => Task.FromResult((looks.Count > 1 ? looks.Dequeue() : looks.Peek())()),
        });

        Assert.Equal(JobStatus.Running, await client.GetStatusAsync(_job));
        Assert.Single(looks);
    }

    [Fact]
    public async Task Patience_ends_after_the_configured_attempts()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        using var client = new RestClient(SettingsOf(cluster) with { RetryAttempts = 1 });
        await client.SubmitAsync(Upload());
        cluster.Failures.Enqueue(_noLeader);
        cluster.Failures.Enqueue(_noLeader);

        var failure = await Assert.ThrowsAsync<RestClientException>(() => client.GetStatusAsync(_job));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, failure.Status);
    }

    [Fact]
    public async Task Submission_whose_answer_was_lost_is_not_a_second_job()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        using var client = new RestClient(SettingsOf(cluster));
        await client.SubmitAsync(Upload());
        cluster.Failures.Enqueue(_noLeader);

        // The cluster knows the id from the first time, as if the answer to that had not come.
        await client.SubmitAsync(Upload());

        Assert.Single(await client.ListJobsAsync());
    }

    [Fact]
    public async Task Second_job_with_an_id_that_is_taken_is_refused()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        using var client = new RestClient(SettingsOf(cluster));
        await client.SubmitAsync(Upload());

        var refusal = await Assert.ThrowsAsync<RestClientException>(() => client.SubmitAsync(Upload()));
        Assert.Equal(HttpStatusCode.BadRequest, refusal.Status);
    }

    [Fact]
    public async Task Unknown_job_is_told_by_its_status()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        using var client = new RestClient(SettingsOf(cluster));

        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<RestClientException>(() => client.CancelAsync(_job))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<RestClientException>(() => client.GetStatusAsync(_job))).Status);
    }

    [Fact]
    public async Task Jobs_are_listed_with_their_tasks()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        using var client = new RestClient(SettingsOf(cluster));
        await client.SubmitAsync(Upload());

        var job = Assert.Single(await client.ListJobsAsync());
        Assert.Equal(_job.ToString(), job.Id);
        Assert.Equal(JobStatus.Running, job.State);
        Assert.Equal(2, job.Tasks["running"]);
        Assert.Equal(1, (await client.GetOverviewAsync()).JobsRunning);
    }

    private static RestClientSettings SettingsOf(ScriptedCluster cluster) =>
        new() { BaseAddress = new Uri(cluster.Address), RetryDelay = TimeSpan.Zero, RetryAttempts = 3 };

    private static JobUpload Upload() => new() { Id = _job, Name = "job", Graph = new byte[] { 1, 2, 3 } };

    // Connections to it are made by the system, and nobody ever answers.
    private static Socket Hanging(out Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        address = new Uri($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}/");
        return socket;
    }
}
