namespace Flink.Cli.Tests.Commands;

public class InfoTests
{
    private static readonly string _line = new('-', 62);

    [Fact]
    public async Task Plan_is_Flinks_block_of_JSON_and_a_tree()
    {
        var result = await FlinkProcess.RunAsync("info", "-p", "2", FlinkProcess.ScriptedProgram, "count");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Error);
        Assert.Equal("----------------------- Execution Plan -----------------------", result.OutputLines[0]);
        Assert.Equal(["{", "  \"nodes\" : [ {"], result.OutputLines[1..3]);
        Assert.Equal(
            [_line, "", "Job \"count\":", "Source: numbers x2", "`- chained -> Sink: Discarding x2"],
            result.OutputLines[^5..]);
    }

    [Theory]
    [InlineData("fail")]
    [InlineData("leave")]
    [InlineData("forever")]
    public async Task No_job_is_run(string program)
    {
        var result = await FlinkProcess.RunAsync("info", FlinkProcess.ScriptedProgram, program);

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("JobID", result.Output + result.Error);
    }

    [Fact]
    public async Task Program_without_a_job_has_no_plan()
    {
        var result = await FlinkProcess.RunAsync("info", FlinkProcess.ScriptedProgram, "echo");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal("echo", result.ErrorLines[0]);
        Assert.StartsWith("flink: The program plan could not be fetched: Flink.Assets.ScriptedProgram.Program.Main ended without a job.", result.ErrorLines[1]);
    }

    [Fact]
    public async Task Program_that_throws_before_its_job_is_an_error() =>
        Assert.Contains("main gives up", (await FlinkProcess.RunAsync("info", FlinkProcess.ScriptedProgram, "throw")).OnlyError());

    [Fact]
    public async Task No_program_is_an_error_with_a_hint() =>
        Assert.Contains("flink info needs a program", (await FlinkProcess.RunAsync("info")).OnlyError());
}
