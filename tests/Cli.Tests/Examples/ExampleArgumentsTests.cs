namespace Flink.Cli.Tests.Examples;

public sealed class ExampleArgumentsTests
{
    [Theory]
    [InlineData("SessionWindowing", "--output")]
    [InlineData("TopSpeedWindowing", "--input", "--cars", "--records", "--seed", "--output")]
    [InlineData("StateMachine", "--error-rate", "--records", "--sleep", "--addresses", "--seed", "--output", "--interval", "--checkpoint-dir")]
    [InlineData("SideOutput", "--input", "--output")]
    public async Task Help_explains_each_option(string program, params string[] options)
    {
        var result = await FlinkProcess.RunAsync("run", FlinkProcess.PathOf(program, program + ".dll"), "--help");

        Assert.Equal((0, ""), (result.ExitCode, string.Concat(result.ErrorLines)));
        Assert.StartsWith($"usage: {program} [", result.Output);
        Assert.All(options, option => Assert.Contains($"\n  {option} ", result.Output));
    }

    [Theory]
    [InlineData("SessionWindowing: unknown argument '--otuput'; usage: SessionWindowing [", "SessionWindowing", "--otuput", "x")]
    [InlineData("SideOutput: --input needs a value; usage: ", "SideOutput", "--input")]
    [InlineData("SideOutput: --input is given twice; usage: ", "SideOutput", "--input", "a", "--input", "b")]
    [InlineData("TopSpeedWindowing: --cars is a number from 1 to 1000000, and not '0'; usage: ", "TopSpeedWindowing", "--cars", "0")]
    [InlineData("TopSpeedWindowing: --records is a number from 0 to 10000000, and not 'many'; usage: ", "TopSpeedWindowing", "--records", "many")]
    [InlineData("TopSpeedWindowing: --input and --cars exclude each other; usage: ", "TopSpeedWindowing", "--input", "a", "--cars", "3")]
    [InlineData("StateMachine: --error-rate is a number from 0 to 1, and not 'NaN'; usage: ", "StateMachine", "--error-rate", "NaN")]
    public async Task Wrong_arguments_are_refused(string expected, string program, params string[] arguments)
    {
        var result = await FlinkProcess.RunAsync(["run", FlinkProcess.PathOf(program, program + ".dll"), .. arguments]);

        Assert.StartsWith(expected, result.OnlyError());
    }
}
