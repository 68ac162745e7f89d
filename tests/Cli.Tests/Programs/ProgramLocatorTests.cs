using System.IO.Compression;

namespace Flink.Cli.Tests.Programs;

public sealed class ProgramLocatorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flink-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Missing_program_is_named() =>
        Assert.Equal(
            $"flink: there is no program {_folder}/nothing.dll: no such file or folder ({_folder}/nothing.dll)",
            (await FlinkProcess.RunAsync("run", Path.Combine(_folder, "nothing.dll"))).OnlyError());

    [Fact]
    public async Task No_program_is_an_error_with_a_hint() =>
        Assert.Contains("needs a program", (await FlinkProcess.RunAsync("run")).OnlyError());

    [Theory]
    [InlineData("job.jar", "is a Java program")]
    [InlineData("notes.txt", "is no program: a program is a .dll, a .zip or the folder of a published program, or a project")]
    [InlineData("lone.dll", "is no published program: neither lone.runtimeconfig.json nor lone.deps.json is beside it")]
    public async Task File_that_is_no_program_is_refused(string name, string expected)
    {
        var path = Write(name);

        Assert.StartsWith($"flink: {path} {expected}", (await FlinkProcess.RunAsync("run", path)).OnlyError());
    }

    [Fact]
    public async Task File_that_is_no_assembly_is_refused()
    {
        Write("text.runtimeconfig.json");
        var path = Write("text.dll");

        Assert.StartsWith($"flink: {path} is no .NET assembly.", (await FlinkProcess.RunAsync("run", path)).OnlyError());
    }

    [Fact]
    public async Task Folder_without_a_program_is_refused() =>
        Assert.Contains("has neither a project nor a published program", (await FlinkProcess.RunAsync("run", _folder)).OnlyError());

    [Fact]
    public async Task Folder_with_two_programs_lists_them()
    {
        foreach (var name in (string[])["a.dll", "a.runtimeconfig.json", "b.dll", "b.runtimeconfig.json"])
        {
            Write(name);
        }

        Assert.EndsWith("has several programs: a.dll, b.dll; name one of them", (await FlinkProcess.RunAsync("run", _folder)).OnlyError());
    }

    [Fact]
    public async Task Folder_of_a_program_is_a_program()
    {
        var result = await FlinkProcess.RunAsync("run", Path.GetDirectoryName(FlinkProcess.ScriptedProgram)!, "echo", "hello");

        Assert.Equal((0, "echo|hello\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Zip_of_the_folder_of_a_program_is_a_program_and_leaves_nothing_behind()
    {
        var zip = Path.Combine(_folder, "program.zip");
        ZipFile.CreateFromDirectory(Path.GetDirectoryName(FlinkProcess.ScriptedProgram)!, zip);
        var temporary = Directory.CreateDirectory(Path.Combine(_folder, "tmp")).FullName;

        var result = await FlinkProcess.RunAsync(new Dictionary<string, string?> { ["TMPDIR"] = temporary }, "run", zip, "echo", "hello");

        Assert.Equal((0, "echo|hello\n"), (result.ExitCode, result.Output));
        Assert.Empty(Directory.GetDirectories(temporary, "flink-program-*"));
    }

    [Fact]
    public async Task Project_is_built_when_its_sources_are_newer_and_only_then()
    {
        File.WriteAllText(Path.Combine(_folder, "Directory.Build.props"), "<Project />");
        File.WriteAllText(Path.Combine(_folder, "Small.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>
            """);
        var source = Path.Combine(_folder, "Program.cs");
        File.WriteAllText(source, "System.Console.WriteLine(\"first\");");

        var built = await FlinkProcess.RunAsync("run", _folder);
        Assert.Equal((0, "first\n"), (built.ExitCode, built.Output));
        Assert.Equal(["flink: building Small.csproj"], built.ErrorLines);

        var again = await FlinkProcess.RunAsync("run", _folder);
        Assert.Equal((0, "first\n"), (again.ExitCode, again.Output));
        Assert.Empty(again.ErrorLines);

        File.WriteAllText(source, "this is no C#");
        var broken = await FlinkProcess.RunAsync("run", _folder);
        Assert.Equal((1, ""), (broken.ExitCode, broken.Output));
        Assert.Contains("Small.csproj does not build: ", broken.ErrorLines[^1]);
        Assert.Contains("Program.cs(1,", broken.ErrorLines[^1]);
    }

    private string Write(string name)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, "{}");
        return path;
    }
}
