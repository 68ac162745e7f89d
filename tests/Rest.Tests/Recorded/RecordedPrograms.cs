using System.Text;
using Flink.Core.Graph;
using Flink.Rest.Programs;

namespace Flink.Rest.Tests.Recorded;

/// <summary>A program that does what the recorded one did when it was given these arguments.</summary>
internal sealed class RecordedPrograms : IProgramHost
{
    public void Prepare(string archive)
    {
        // Nothing takes long here.
    }

    public Task<IReadOnlyList<CapturedJob>> RunAsync(ProgramCall call, CancellationToken cancellation)
    {
        if (call.EntryClass is { } name && !name.EndsWith(".RestJobs", StringComparison.Ordinal))
        {
            throw new ProgramMissingException($"There is no class '{name}'.");
        }

        var jobs = (call.Arguments.Count > 0 ? call.Arguments[0] : "", call.PlanOnly) switch
        {
            ("throws", _) => throw new Core.FlinkException("main threw"),
            ("none", _) => 0,
            ("two", false) => 2,
            _ when call.Configuration.ContainsKey("execution.state-recovery.path") => throw new Core.FlinkException("no such savepoint"),
            _ => 1,
        };
        return Task.FromResult<IReadOnlyList<CapturedJob>>([.. Enumerable.Range(1, jobs).Select(number => Job(number, call))]);
    }

    private static CapturedJob Job(int number, ProgramCall call)
    {
        var recorded = GoldenState.Load("jars").Exchanges
            .First(one => one.Name == (call.Arguments.Contains("two") ? "jars-jarid-plan-two-jobs.POST" : "jars-jarid-plan")).Response;
        var plan = Encoding.UTF8.GetBytes(recorded.GetProperty("plan").GetRawText());
        return new CapturedJob(new JobId(new Id128(1, (ulong)number)), "job", new byte[3], plan, new Dictionary<string, string>());
    }
}
