using System.Runtime.InteropServices;

namespace Flink.Cli.Tests.Commands;

public sealed partial class RunTests
{
    private const int InterruptSignal = 2;

    [Fact]
    public async Task Everything_behind_the_program_is_the_programs()
    {
        var result = await Run("echo", "-p", "zero", "--help", "-d", "--", "@file", "");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("echo|-p|zero|--help|-d|--|@file|\n", result.Output);
    }

    [Fact]
    public async Task Without_a_target_a_line_says_where_the_program_runs()
    {
        var without = await Run("echo");
        var with = await FlinkProcess.RunAsync("run", "-t", "local", FlinkProcess.ScriptedProgram, "echo");

        Assert.Equal("flink: no target is configured: running embedded in this process (-t local)\n", without.Error);
        Assert.Equal("", with.Error);
    }

    [Fact]
    public async Task Exit_code_of_the_program_is_passed_on() => Assert.Equal(3, (await Run("exit", "3")).ExitCode);

    [Fact]
    public async Task Class_chooses_the_entry_point() =>
        Assert.Equal("the other class\n", (await FlinkProcess.RunAsync("run", "-c", "Other", FlinkProcess.ScriptedProgram)).Output);

    [Fact]
    public async Task Class_that_is_not_there_is_refused_with_those_that_are() =>
        Assert.EndsWith(
            "Classes with a Main method: Flink.Assets.ScriptedProgram.Other, Flink.Assets.ScriptedProgram.Program.",
            (await FlinkProcess.RunAsync("run", "-c", "Nobody", FlinkProcess.ScriptedProgram)).OnlyError());

    [Fact]
    public async Task Program_gets_the_configuration_of_the_command_line()
    {
        var result = await FlinkProcess.RunAsync(
            "run", "-p", "3", "-Dpipeline.name=by option", "-D", "parallelism.default=2", FlinkProcess.ScriptedProgram, "settings");

        Assert.Equal("parallelism=3 name=by option entry=ScriptedProgram\n", result.Output);
    }

    [Fact]
    public async Task Program_finds_its_files_as_when_it_runs_alone()
    {
        var folder = Path.GetDirectoryName(FlinkProcess.ScriptedProgram)!;

        Assert.Equal(
            $"{folder}\n{folder}/\n{Environment.CurrentDirectory}\nde-AT\n", (await Run("surroundings")).Output);
    }

    [Fact]
    public async Task Program_that_was_built_against_another_version_is_refused_in_one_line()
    {
        var folder = Directory.CreateTempSubdirectory("flink-program-");
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(FlinkProcess.ScriptedProgram)!))
        {
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        }

        var dependencies = Path.Combine(folder.FullName, "ScriptedProgram.deps.json");
        var text = await File.ReadAllTextAsync(dependencies);
        var version = typeof(Flink.Core.FlinkException).Assembly.GetName().Version!.ToString(3);
        await File.WriteAllTextAsync(dependencies, text.Replace($"Flink.Core/{version}", "Flink.Core/99.0.0-rc.1", StringComparison.Ordinal));
        var result = await FlinkProcess.RunAsync("run", "-t", "local", folder.FullName, "echo");
        folder.Delete(recursive: true);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"ScriptedProgram.dll was built against Flink 99.0.0-rc.1, which does not run on Flink {version}", result.OnlyError());
    }

    [Theory]
    [InlineData("unlinked")]
    [InlineData("leave-unlinked")]
    public async Task Member_that_a_function_misses_is_reported_with_both_versions(string script)
    {
        var version = typeof(Flink.Core.FlinkException).Assembly.GetName().Version!.ToString(3);

        var result = await Run(script);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"was built against Flink {version} and runs on Flink {version}", result.Error);
        Assert.Contains("do not fit together. Could not load type 'Flink.Core.Gone' from assembly 'Flink.Core'. Build it again", result.Error);
    }

    [Fact]
    public async Task Configuration_folder_is_read_and_its_errors_have_a_line()
    {
        var folder = Directory.CreateTempSubdirectory("flink-conf-");
        var file = Path.Combine(folder.FullName, "config.yaml");
        await File.WriteAllTextAsync(file, "pipeline.name: by file\nparallelism: {defualt: 2}\n");
        var read = await FlinkProcess.RunAsync("run", "--configDir", folder.FullName, FlinkProcess.ScriptedProgram, "settings");
        await File.WriteAllTextAsync(file, "pipeline.name: by file\nparallelism.default: many\n");
        var wrong = await FlinkProcess.RunAsync("run", "--configDir", folder.FullName, FlinkProcess.ScriptedProgram, "settings");
        folder.Delete(recursive: true);

        Assert.Contains("name=by file", read.Output);
        Assert.Equal($"[WARN] {file}:2: unknown configuration key 'parallelism.defualt'; it has no effect; did you mean 'parallelism.default'?", Assert.Single(read.ErrorLines));
        Assert.Equal($"flink: {file}:2: parallelism.default: 'many' is not valid; expected an integer of at least 1", wrong.OnlyError());
    }

    [Fact]
    public async Task Job_is_reported_in_Flinks_words_on_standard_output()
    {
        var result = await Run("count");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(
            @"^Job has been submitted with JobID ([0-9a-f]{32})\nProgram execution finished\nJob with JobID \1 has finished\.\nJob Runtime: \d+ ms\n10 records in \d+\.\d{3} s(, [\d,]+ records/s)?\n\n$",
            result.Output);
        Assert.Empty(result.ErrorLines);
    }

    [Fact]
    public async Task Job_that_the_program_leaves_running_is_waited_for()
    {
        var result = await Run("leave");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("main has ended\n", result.Output);
        Assert.Contains("10 records in", result.Output);
    }

    [Theory]
    [InlineData("fail")]
    [InlineData("leave-failing")]
    public async Task Failed_job_is_one_line_with_task_and_cause(string script)
    {
        var result = await Run(script);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("^Job has been submitted with JobID [0-9a-f]{32}\n$", result.Output);
        Assert.Matches(@"^flink: Job 'failing' \([0-9a-f]{32}\) ended FAILED: .*Source: numbers.*seven is not allowed$", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public async Task Exception_of_Main_is_one_line_with_its_causes() =>
        Assert.Equal(
            "flink: The program's entry point Flink.Assets.ScriptedProgram.Program.Main threw System.InvalidOperationException: main gives up: System.ArgumentException: the reason",
            (await Run("throw")).OnlyError());

    [Theory]
    [InlineData("--verbose")]
    [InlineData("-v")]
    public async Task Stack_is_shown_when_it_is_asked_for(string option)
    {
        var result = await FlinkProcess.RunAsync("run", option, FlinkProcess.ScriptedProgram, "throw");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("flink: The program's entry point", result.ErrorLines[0]);
        Assert.Contains("   at Flink.Assets.ScriptedProgram.Program.Main(String[] args)", result.Error);
    }

    [Fact]
    public async Task Nothing_is_coloured_without_a_terminal()
    {
        var result = await FlinkProcess.RunAsync(new Dictionary<string, string?> { ["NO_COLOR"] = "1" }, "run", FlinkProcess.ScriptedProgram, "fail");

        Assert.DoesNotContain('\u001b', result.Output + result.Error + (await Run("fail")).Error);
    }

    [Fact]
    public async Task Information_goes_to_the_log_folder()
    {
        var folder = Directory.CreateTempSubdirectory("flink-log-");
        var result = await FlinkProcess.RunAsync(new Dictionary<string, string?> { ["FLINK_LOG_DIR"] = folder.FullName }, "run", FlinkProcess.ScriptedProgram, "count");
        var log = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(folder.FullName)));
        folder.Delete(recursive: true);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("has ended Finished", log);
        Assert.Empty(result.ErrorLines);
    }

    [Fact]
    public async Task Interrupt_cancels_the_job()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send to one process.");
        using var process = FlinkProcess.Start([], "run", FlinkProcess.ScriptedProgram, "forever");
        Assert.StartsWith("Job has been submitted", await process.ReadLineAsync());

        Assert.Equal(0, Kill(process.Id, InterruptSignal));
        var result = await process.ResultAsync();

        Assert.Equal((130, ""), (result.ExitCode, result.Output));
        Assert.Matches("^flink: cancelling job [0-9a-f]{32}; Ctrl-C again ends at once$", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public async Task Second_interrupt_ends_a_job_that_does_not_heed_the_first()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send to one process.");
        using var process = FlinkProcess.Start([], "run", "-t", "local", FlinkProcess.ScriptedProgram, "stuck");
        Assert.StartsWith("Job has been submitted", await process.ReadLineAsync());
        Assert.Equal("waiting", await process.ReadLineAsync());

        Assert.Equal(0, Kill(process.Id, InterruptSignal));
        Assert.StartsWith("flink: cancelling job", await NextOfOursAsync(process));
        Assert.Equal(0, Kill(process.Id, InterruptSignal));

        Assert.Equal(130, (await process.ResultAsync()).ExitCode);
    }

    // The watchdog may speak first.
    private static async Task<string?> NextOfOursAsync(FlinkProcess process)
    {
        string? line;
        do
        {
            line = await process.ReadErrorLineAsync();
        }
        while (line is not null && !line.StartsWith("flink: ", StringComparison.Ordinal));

        return line;
    }

    private static Task<FlinkResult> Run(params string[] arguments) => FlinkProcess.RunAsync(["run", FlinkProcess.ScriptedProgram, .. arguments]);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
