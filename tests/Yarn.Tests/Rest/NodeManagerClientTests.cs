using System.Net;
using System.Text;
using Flink.Yarn.Rest;
using Flink.Yarn.Tests.Harness;

namespace Flink.Yarn.Tests.Rest;

public sealed class NodeManagerClientTests
{
    private const string Container = "container_1_0001_01_000002";

    [Fact]
    public async Task A_tail_says_where_in_the_file_it_begins()
    {
        var script = new Script(_ => Answer(HttpStatusCode.OK, Log(length: 100, "last\nline\n")));
        using var client = new NodeManagerClient(script);

        var tail = await client.ReadTailAsync("node:8042", Container, "stdout.txt", most: 10, TestContext.Current.CancellationToken);

        Assert.Equal((100, 90, "last\nline\n"), (tail!.Length, tail.Begin, tail.Text));
        Assert.Equal([$"GET http://node:8042/ws/v1/node/containers/{Container}/logs/stdout.txt?size=-10"], script.Asked);
    }

    [Fact]
    public void From_a_place_on_a_tail_holds_what_is_new_and_nothing_twice()
    {
        var tail = Parse(100, "0123456789", most: 10)!;

        Assert.Equal("789", Encoding.UTF8.GetString(tail.From(97)!.Value.Span));
        Assert.Equal("0123456789", Encoding.UTF8.GetString(tail.From(90)!.Value.Span));
        Assert.Equal(0, tail.From(100)!.Value.Length);
        Assert.Null(tail.From(89));
    }

    [Fact]
    public void A_tail_may_begin_amid_a_character()
    {
        var bytes = Encoding.UTF8.GetBytes("ä\n")[1..];

        var tail = LogTail.Parse([.. "LogType:stdout.txt\nLogLength:3\nLogContents:\n"u8, .. bytes, .. "End of LogType:stdout.txt\n"u8], most: 2)!;

        Assert.Equal(bytes, tail.Bytes.ToArray());
    }

    [Fact]
    public void What_a_log_says_is_not_taken_for_lines_about_it()
    {
        const string said = "\nLogLength:9\nLogContents:\nEnd of LogType:stdout.txt\nafter\n";

        Assert.Equal(said, Parse(said.Length, said, most: 100)!.Text);
    }

    [Theory]
    [InlineData("java.lang.Exception: Cannot find this log on the local disk.")]
    [InlineData("LogType:stdout.txt\nLogLength:20\nLogContents:\ncut off")]
    public void What_is_no_whole_answer_is_none(string answer) => Assert.Null(LogTail.Parse(Encoding.UTF8.GetBytes(answer), most: 20));

    [Fact]
    public async Task A_container_that_is_not_known_runs_no_more_and_of_a_machine_that_fails_nothing_is_known()
    {
        var script = new Script(
            _ => Answer(HttpStatusCode.NotFound, "{}"),
            _ => Answer(HttpStatusCode.OK, """{"container":{"state":"RUNNING"}}"""),
            _ => Answer(HttpStatusCode.OK, """{"container":{"state":"COMPLETE"}}"""),
            _ => throw new HttpRequestException("refused"));
        using var client = new NodeManagerClient(script);
        var token = TestContext.Current.CancellationToken;

        bool?[] answers =
        [
            await client.IsRunningAsync("node:8042", Container, token),
            await client.IsRunningAsync("http://node:8042/", Container, token),
            await client.IsRunningAsync("node:8042", Container, token),
            await client.IsRunningAsync("node:8042", Container, token),
        ];

        Assert.Equal([false, true, false, null], answers);
        Assert.Equal($"GET http://node:8042/ws/v1/node/containers/{Container}", Assert.Single(script.Asked.Distinct()));
    }

    [Theory]
    [InlineData("""{"container":{"state":"KILLING","exitCode":-104,"diagnostics":"is running beyond physical memory limits"}}""", false, true)]
    [InlineData("""{"container":{"state":"DONE","exitCode":"137","diagnostics":""}}""", false, true)]
    [InlineData("""{"container":{"state":"KILLING","exitCode":-1000}}""", false, false)]
    [InlineData("""{"container":{"state":"RUNNING","exitCode":-1000}}""", true, false)]
    [InlineData("{}", null, null)]
    public async Task A_machine_says_whether_a_container_has_ended_and_how(string answer, bool? isRunning, bool? hasEnded)
    {
        using var client = new NodeManagerClient(new Script(_ => Answer(HttpStatusCode.OK, answer)));

        var state = await client.FindAsync("node:8042", Container, TestContext.Current.CancellationToken);

        Assert.Equal((isRunning, hasEnded), (state?.IsRunning, state?.HasEnded));
    }

    private static LogTail? Parse(long length, string end, int most) => LogTail.Parse(Encoding.UTF8.GetBytes(Log(length, end)), most);

    private static string Log(long length, string end) =>
        $"Container: {Container} on localhost:8041\nLogAggregationType: LOCAL\n==========\nLogType:stdout.txt\nLogLastModifiedTime:Thu Nov 26 07:13:36 +0000 2026\nLogLength:{length}\nLogContents:\n{end}\nEnd of LogType:stdout.txt.This log file belongs to a running container ({Container}) and so may not be complete.\n*****\n\n";

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body) };
}
