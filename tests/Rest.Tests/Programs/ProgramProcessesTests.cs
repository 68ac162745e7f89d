using System.Text;
using System.Text.Json;
using Flink.Core;
using Flink.Core.Graph;
using Flink.Core.Programs;
using Flink.Rest.Programs;
using Flink.Rest.Programs.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Rest.Tests.Programs;

public sealed class ProgramProcessesTests : IDisposable
{
    private readonly string _archive = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.zip");
    private readonly ProgramProcesses _processes = new(
        ["dotnet", Assets.ProgramHost], TimeSpan.FromMinutes(2), NullLogger.Instance);

    public ProgramProcessesTests()
    {
        using var file = File.Create(_archive);
        ProgramArchive.Pack(Assets.ScriptedProgram, file);
    }

    [Fact]
    public async Task Job_of_a_program_is_captured_with_its_plan_and_configuration()
    {
        var asked = new JobId(new Id128(3, 4));

        var job = Assert.Single(await RunAsync(["count"], call => call with
        {
            Job = asked,
            Configuration = new Dictionary<string, string> { ["parallelism.default"] = "3" },
        }));

        Assert.Equal(asked, job.Id);
        Assert.Equal("count", job.Name);
        Assert.Equal("3", job.Configuration["parallelism.default"]);
        Assert.NotEqual(0, job.Graph.Length);
        var plan = JsonDocument.Parse(job.Plan).RootElement;
        Assert.Equal(asked.ToString(), plan.GetProperty("jid").GetString());
        Assert.Equal(3, plan.GetProperty("nodes")[0].GetProperty("parallelism").GetInt32());
    }

    [Fact]
    public async Task Same_process_serves_call_after_call()
    {
        Assert.Single(await RunAsync(["count"]));
        await Assert.ThrowsAsync<ProgramFailedException>(() => RunAsync(["throw"]));
        Assert.Single(await RunAsync(["count"]));
        Assert.Single(await RunAsync(["count"], static call => call with { PlanOnly = true }));
    }

    [Fact]
    public async Task What_a_program_prints_does_not_come_between()
    {
        Assert.Empty(await RunAsync(["echo", "{}", "#mark"]));
    }

    [Fact]
    public async Task What_Main_throws_is_told()
    {
        var failure = await Assert.ThrowsAsync<ProgramFailedException>(() => RunAsync(["throw"]));
        Assert.Contains("main gives up", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exit_code_of_Main_is_a_failure_unless_it_is_zero()
    {
        var failure = await Assert.ThrowsAsync<ProgramFailedException>(() => RunAsync(["exit", "3"]));
        Assert.Contains("returned 3", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_that_a_program_was_given_are_not_kept_with_its_job()
    {
        var job = Assert.Single(await RunAsync(["count"], static call => call with
        {
            Configuration = new Dictionary<string, string> { ["s3.secret-key"] = "hidden", ["my.own"] = "1" },
        }));

        Assert.Equal("1", job.Configuration["my.own"]);
        Assert.DoesNotContain("hidden", job.Configuration.Values);
    }

    [Fact]
    public async Task Class_that_is_not_there_is_missing()
    {
        await Assert.ThrowsAsync<ProgramMissingException>(() => RunAsync([], static call => call with { EntryClass = "Nobody" }));
    }

    [Fact]
    public async Task Zip_that_is_none_is_the_fault_of_who_uploaded_it()
    {
        await File.WriteAllTextAsync(_archive, "hello");
        var error = await Assert.ThrowsAsync<ProgramFailedException>(() => RunAsync([]));
        Assert.Contains("is no zip", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_that_ends_itself_is_told_and_replaced()
    {
        using var processes = new ProgramProcesses(["sh", "-c", "echo last words >&2; exit 7"], TimeSpan.FromMinutes(2), NullLogger.Instance);

        var failure = await Assert.ThrowsAsync<FlinkException>(() => processes.RunAsync(new ProgramCall { Archive = _archive }, default));

        Assert.Contains("exit code 7", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Main_that_does_not_return_is_ended()
    {
        using var processes = new ProgramProcesses(["sh", "-c", "sleep 600"], TimeSpan.FromMilliseconds(50), NullLogger.Instance);

        var failure = await Assert.ThrowsAsync<FlinkException>(() => processes.RunAsync(new ProgramCall { Archive = _archive }, default));

        Assert.Contains("did not return within", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uploaded_program_is_planned_run_and_submitted()
    {
        await using var fixture = await RestFixture.StartAsync("idle", programs: _processes);
        using var content = new MultipartFormDataContent { { new ByteArrayContent(await File.ReadAllBytesAsync(_archive)), "jarfile", "scripted.zip" } };
        var uploaded = await Json(await fixture.Http.PostAsync("/v1/jars/upload", content));
        var id = Path.GetFileName(uploaded.GetProperty("filename").GetString());

        var listed = await Json(await fixture.Http.GetAsync("/v1/jars"));
        var plan = await Json(await fixture.Http.GetAsync($"/v1/jars/{id}/plan?programArg=count&parallelism=2"));
        var run = await Json(await fixture.Http.PostAsync(
            $"/v1/jars/{id}/run", new StringContent("""{"programArgsList": ["count"], "parallelism": 2}""", Encoding.UTF8, "application/json")));

        Assert.Equal("ScriptedProgram", listed.GetProperty("files")[0].GetProperty("entry")[0].GetProperty("name").GetString());
        Assert.Equal(2, plan.GetProperty("plan").GetProperty("nodes")[0].GetProperty("parallelism").GetInt32());
        var submission = Assert.Single(fixture.Cluster.Submitted);
        Assert.Equal(run.GetProperty("jobid").GetString(), submission.Id.ToString());
        Assert.Equal("count", submission.Name);
        Assert.Equal(id, Path.GetFileName(submission.ProgramArchive));
    }

    public void Dispose()
    {
        _processes.Dispose();
        File.Delete(_archive);
    }

    private static async Task<JsonElement> Json(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private Task<IReadOnlyList<CapturedJob>> RunAsync(string[] arguments, Func<ProgramCall, ProgramCall>? change = null)
    {
        var call = new ProgramCall { Archive = _archive, Arguments = arguments };
        return _processes.RunAsync(change?.Invoke(call) ?? call, default);
    }
}
