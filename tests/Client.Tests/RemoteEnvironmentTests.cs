using System.Buffers;
using Flink.Client.Rest;
using Flink.Client.Submission;
using Flink.Cluster.SlowTests.Harness;
using Flink.Core;
using Flink.Core.Closures;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Core.Programs;
using Flink.Core.Serialization;
using Flink.Runtime.Dispatcher.Views;
using Flink.Streaming;

namespace Flink.Client.Tests;

public sealed class RemoteEnvironmentTests
{
    [Fact]
    public async Task Job_travels_with_its_program_and_configuration()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.End = job => Finished(job);
        var environment = StreamExecutionEnvironment.CreateRemoteEnvironment("127.0.0.1", cluster.Port).SetMaxParallelism(64);
        Build(environment);

        await environment.ExecuteAsync("travels");

        var (submission, program) = Assert.Single(cluster.Submitted);
        Assert.Equal("travels", submission.Name);
        Assert.Equal("64", submission.Configuration.GetText("pipeline.max-parallelism"));
        Assert.Equal(
            Path.GetFileName(typeof(RemoteEnvironmentTests).Assembly.Location),
            ProgramArchive.Check(new MemoryStream(program), "the program", new ProgramArchiveLimits()));
        var graph = JobGraphSerializer.Read(submission.Graph, TypeResolver.In(System.Runtime.Loader.AssemblyLoadContext.Default));
        Assert.Equal(submission.Id, graph.Id);
        Assert.Equal(1, graph.Vertices[0].Parallelism);
    }

    [Fact]
    public async Task Program_that_was_packed_before_its_job_was_there_travels_as_it_was_then()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.End = static job => Finished(job);
        var folder = Directory.CreateTempSubdirectory("flink-packed-");
        try
        {
            var entry = Path.Combine(folder.FullName, "Program.dll");
            File.WriteAllText(entry, "before");
            using var packed = PackedFile.OfProgram(entry);
            using (var first = packed.Open())
            using (var second = packed.Open())
            {
                // Each from its start, whatever the other has read.
                Assert.Equal(first.ReadByte(), second.ReadByte());
                Assert.Equal(packed.Open().Length, first.Length);
            }

            using var executor = new RemoteExecutor(entry, _ => RestClientSettings.From(FlinkConfiguration.Empty) with { BaseAddress = new Uri(cluster.Address) });
            executor.Prepare();
            await SubmitAsync(executor);
            File.WriteAllText(entry, "after that");
            await SubmitAsync(executor);

            Assert.Equal(["before", "after that"], cluster.Submitted.Select(static job => TextIn(job.Program)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static async Task SubmitAsync(RemoteExecutor executor)
        {
            var environment = StreamExecutionEnvironment.GetExecutionEnvironment();
            Build(environment);
            using var job = (RemoteJobClient)await executor.SubmitAsync(environment.GetJobGraph(), FlinkConfiguration.Empty);
        }

        static string TextIn(byte[] zip)
        {
            using var archive = new System.IO.Compression.ZipArchive(new MemoryStream(zip));
            using var reader = new StreamReader(Assert.Single(archive.Entries).Open());
            return reader.ReadToEnd();
        }
    }

    [Theory]
    [InlineData("execution.checkpointing.interval", "3 s", ConfigOriginKind.File, true)]
    [InlineData("execution.checkpointing.dir", "file:///tokens/a=b", ConfigOriginKind.File, true)]
    [InlineData("restart-strategy.type", "none", ConfigOriginKind.Environment, true)]
    [InlineData("my.own", "1", ConfigOriginKind.CommandLine, true)]
    [InlineData("my.own", "1", ConfigOriginKind.Program, true)]
    [InlineData("my.own", "1", ConfigOriginKind.File, false)]
    [InlineData("jobmanager.execution.failover-strategy", "full", ConfigOriginKind.File, false)]
    [InlineData("security.ssl.rest.truststore-password", "hidden", ConfigOriginKind.File, false)]
    [InlineData("s3.secret-key", "hidden", ConfigOriginKind.Environment, false)]
    [InlineData("s3.secret-key", "hidden", ConfigOriginKind.CommandLine, false)]
    [InlineData("security.ssl.rest.keystore-password", "hidden", ConfigOriginKind.Program, false)]
    [InlineData("env.java.opts.all", "-Dpassword=hidden", ConfigOriginKind.CommandLine, false)]
    [InlineData("pipeline.global-job-parameters.password", "hidden", ConfigOriginKind.File, false)]
    public async Task Configuration_of_the_job_travels_and_secrets_and_what_concerns_the_client_do_not(
        string key, string value, ConfigOriginKind origin, bool travels)
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.End = static job => Finished(job);
        var environment = StreamExecutionEnvironment.CreateRemoteEnvironment(
            "127.0.0.1", cluster.Port, FlinkConfiguration.Empty.With(key, value, new ConfigOrigin(origin)));
        Build(environment);

        await environment.ExecuteAsync();

        Assert.Equal(travels ? value : null, Assert.Single(cluster.Submitted).Submission.Configuration.GetText(key));
    }

    [Fact]
    public async Task Cached_files_of_this_machine_travel_each_content_once()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.End = static job => Finished(job);
        var folder = Directory.CreateTempSubdirectory("flink-cached-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "a.txt"), "the same");
            var environment = StreamExecutionEnvironment.CreateRemoteEnvironment("127.0.0.1", cluster.Port)
                .RegisterCachedFile(Path.Combine(folder.FullName, "a.txt"), "model")
                .RegisterCachedFile(Path.Combine(folder.FullName, "a.txt"), "again")
                .RegisterCachedFile(folder.FullName, "folder");
            Build(environment);

            await environment.ExecuteAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        var graph = JobGraphSerializer.Read(
            Assert.Single(cluster.Submitted).Submission.Graph, TypeResolver.In(System.Runtime.Loader.AssemblyLoadContext.Default));
        Assert.Equal(3, graph.CachedFiles.Count);
        Assert.Equal(
            graph.CachedFiles.Select(static file => file.Hash).Distinct().Order(),
            cluster.CachedFiles.Select(static content => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content))).Order());
    }

    [Fact]
    public async Task Cached_file_that_is_gone_is_told_by_its_path()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        var path = Path.GetTempFileName();
        var environment = StreamExecutionEnvironment.CreateRemoteEnvironment("127.0.0.1", cluster.Port).RegisterCachedFile(path, "model");
        Build(environment);
        var graph = environment.GetJobGraph();
        File.Delete(path);

        var error = await Assert.ThrowsAnyAsync<FlinkException>(() => new Submission.RemoteExecutor().SubmitAsync(
            graph, FlinkConfiguration.Empty.With("rest.address", "127.0.0.1").With("rest.port", $"{cluster.Port}"), TestContext.Current.CancellationToken));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Empty(cluster.Submitted);
    }

    [Fact]
    public async Task Result_comes_back_with_the_values_of_accumulators()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        var asked = 0;
        cluster.End = job => ++asked < 3 ? null : Finished(job, new Dictionary<string, object?>
        {
            ["sum"] = 5L,
            ["words"] = new List<string> { "a", "b" },
            ["nothing"] = null,
        });
        var environment = StreamExecutionEnvironment.CreateRemoteEnvironment("127.0.0.1", cluster.Port);
        Build(environment);

        var result = await environment.ExecuteAsync("counts");

        Assert.Equal(JobStatus.Finished, result.Status);
        Assert.Equal(TimeSpan.FromSeconds(2), result.NetRuntime);
        Assert.Equal(7, result.RecordsRead);
        Assert.Equal(5L, result.Accumulators["sum"]);
        Assert.Equal(["a", "b"], Assert.IsType<List<string>>(result.Accumulators["words"]));
        Assert.Null(result.Accumulators["nothing"]);
    }

    [Fact]
    public async Task Collected_records_come_from_the_cluster_page_by_page()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.End = static job => Finished(job);
        foreach (long[] piece in (long[][])[[1, 2], [3], [], [4, 5, 6]])
        {
            var buffer = new ArrayBufferWriter<byte>();
            Serializers.For<long[]>().Serialize(piece, buffer);
            cluster.Results.Add(buffer.WrittenMemory);
        }

        var environment = StreamExecutionEnvironment.CreateRemoteEnvironment("127.0.0.1", cluster.Port);
        var collected = new List<long>();
        await foreach (var number in environment.FromSequence(1, 6).ExecuteAndCollectAsync())
        {
            collected.Add(number);
        }

        Assert.Equal([1, 2, 3, 4, 5, 6], collected);

        // While it was there to take the records, and not any longer.
        Assert.True(cluster.Heartbeats.Count >= 2);
        Assert.Equal(DateTimeOffset.MaxValue, cluster.Heartbeats.Last());
    }

    [Fact]
    public async Task Value_that_cannot_travel_is_a_warning_and_not_a_lost_result()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.End = job => Finished(job, new Dictionary<string, object?> { ["stream"] = new MemoryStream(), ["sum"] = 5L });
        var environment = StreamExecutionEnvironment.CreateRemoteEnvironment("127.0.0.1", cluster.Port);
        Build(environment);

        var result = await environment.ExecuteAsync();

        Assert.Equal(5L, Assert.Single(result.Accumulators).Value);
        Assert.Contains("'stream'", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_of_the_job_is_told_as_it_was_in_the_cluster()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        cluster.End = job => new JobResult
        {
            JobId = job.Id,
            JobName = job.Name,
            Status = JobStatus.Failed,
            NetRuntime = TimeSpan.Zero,
            Accumulators = new Dictionary<string, object?>(),
            RecordsRead = 0,
            Restarts = 3,
            Failure = new InvalidOperationException("the third record was bad"),
        };
        var environment = StreamExecutionEnvironment.CreateRemoteEnvironment("127.0.0.1", cluster.Port);
        Build(environment);

        var failure = await Assert.ThrowsAsync<JobExecutionException>(() => environment.ExecuteAsync("fails"));

        Assert.Contains("the third record was bad", failure.Message, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", failure.Result.Failure!.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, failure.Result.Restarts);
    }

    [Fact]
    public async Task Refusal_reaches_the_program_with_its_reason()
    {
        await using var cluster = await ScriptedCluster.StartAsync();
        var environment = StreamExecutionEnvironment.CreateRemoteEnvironment("127.0.0.1", cluster.Port);
        Build(environment);

        var refusal = await Assert.ThrowsAsync<RestClientException>(() => environment.ExecuteAsync("refused"));

        Assert.Contains("takes no job of that name", refusal.Message, StringComparison.Ordinal);
        Assert.False(refusal.IsRetryable);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_told_at_once_with_the_address()
    {
        var environment = StreamExecutionEnvironment.CreateRemoteEnvironment("127.0.0.1", FreePorts.Take());
        Build(environment);

        var failure = await Assert.ThrowsAsync<RestClientException>(() => environment.ExecuteAsync());

        Assert.Contains("No cluster answers at http://127.0.0.1:", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsRetryable);
    }

    private static void Build(StreamExecutionEnvironment environment) =>
        environment.FromSequence(1, 10).Map(static value => value * 2).Print();

    private static JobResult Finished(JobSubmission job, Dictionary<string, object?>? accumulators = null) => new()
    {
        JobId = job.Id,
        JobName = job.Name,
        Status = JobStatus.Finished,
        NetRuntime = TimeSpan.FromSeconds(2),
        Accumulators = accumulators ?? [],
        RecordsRead = 7,
    };
}
