using System.Text.Json;
using Flink.Rest.Programs.Hosting;

namespace Flink.Rest.Tests.Programs;

public sealed class ProgramHostTests
{
    [Fact]
    public async Task Rehearsal_that_fails_is_told_of_and_calls_are_answered_nevertheless()
    {
        const string Nowhere = "/nowhere/program.zip";
        var call = new HostRequest(Nowhere, null, [], new Dictionary<string, string>(), null, PlanOnly: false);
        using var requests = new StringReader($"{Line(HostRequest.ToPrepare(Nowhere))}\n{Line(call)}\n");
        using var answers = new StringWriter();
        using var log = new StringWriter();
        var mark = $"#{Guid.NewGuid():n} ";

        await ProgramHost.ServeAsync(mark, requests, answers, static () => throw new InvalidOperationException("out of tune"), log);

        Assert.Contains("out of tune", log.ToString(), StringComparison.Ordinal);
        Assert.StartsWith(mark, answers.ToString(), StringComparison.Ordinal);
    }

    private static string Line(HostRequest request) => JsonSerializer.Serialize(request, HostJson.Default.HostRequest);
}
