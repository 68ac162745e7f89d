using System.Runtime.Loader;
using Flink.Runtime.Programs;
using Microsoft.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;

namespace Flink.Runtime.Tests.Programs;

public sealed class ProgramLoaderTests : IDisposable
{
    private const string Echo = "return args.Length;";

    private readonly ProgramFolder _folder = new();
    private readonly ProgramLoader _loader = new(50, NullLogger<ProgramLoader>.Instance);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Same_content_from_another_folder_is_loaded_once()
    {
        var first = _loader.Load(_folder.Compile("Echo", Echo));
        using var copy = _folder.Copy();
        var second = _loader.Load(Path.Combine(copy.Path, "Echo.dll"));

        Assert.Same(first.Assembly, second.Assembly);
        Assert.Equal(_folder.Path, second.Folder);
        Assert.Equal(1, _loader.LoadedCount);
    }

    [Fact]
    public async Task Changed_content_gets_a_context_of_its_own()
    {
        var first = _loader.Load(_folder.Compile("Echo", Echo));
        using var changed = new ProgramFolder();
        var second = _loader.Load(changed.Compile("Echo", "return 10 + args.Length;"));

        Assert.NotEqual(first.Hash, second.Hash);
        Assert.NotSame(first.Assembly, second.Assembly);
        Assert.Equal(1, await first.FindEntryPoint(null).InvokeAsync(["a"]));
        Assert.Equal(11, await second.FindEntryPoint(null).InvokeAsync(["a"]));
    }

    [Fact]
    public void Programs_are_never_unloaded() =>
        Assert.False(AssemblyLoadContext.GetLoadContext(_loader.Load(_folder.Compile("Echo", Echo)).Assembly)!.IsCollectible);

    [Fact]
    public async Task Dependency_in_the_programs_own_version_wins()
    {
        // The host has a copy of the library too, in its default context and of another version.
        using var host = new ProgramFolder();
        var old = AssemblyLoadContext.Default.LoadFromAssemblyPath(
            host.Library("Greeting", """[assembly: System.Reflection.AssemblyVersion("1.0.0.0")] public static class Greeting { public static int Number => 1; }"""));
        var own = _folder.Library(
            "Greeting", """[assembly: System.Reflection.AssemblyVersion("2.0.0.0")] public static class Greeting { public static int Number => 2; }""");
        var program = _loader.Load(_folder.Compile("Greeter", "return Greeting.Number;", libraries: own));

        Assert.Equal(1, old.GetName().Version!.Major);
        Assert.Equal(2, await program.FindEntryPoint(null).InvokeAsync([]));
    }

    [Fact]
    public async Task Engine_is_the_hosts_although_the_program_brings_one()
    {
        File.Copy(typeof(FlinkExceptionProbe).BaseType!.Assembly.Location, Path.Combine(_folder.Path, "Flink.Core.dll"));
        var program = _loader.Load(_folder.Compile("Thrower", """throw new Flink.Core.FlinkException("from the program");"""));

        await Assert.ThrowsAsync<Flink.Core.FlinkException>(() => program.FindEntryPoint(null).InvokeAsync([]));
    }

    [Fact]
    public async Task Missing_dependency_is_named_with_the_folder_and_what_to_do()
    {
        var library = _folder.Library("Absent", "public static class Absent { public static int Number => 2; }");
        var program = _folder.Compile("Needy", "return Inner(); static int Inner() => Absent.Number;", libraries: library);
        File.Delete(library);

        var error = await Assert.ThrowsAsync<ProgramException>(() => _loader.Load(program).FindEntryPoint(null).InvokeAsync([]));

        Assert.Equal(
            $"The program {program} needs the assembly Absent, Version=0.0.0.0, which is not in its folder {_folder.Path}. Publish it with 'dotnet publish' and run the published folder.",
            error.Message);
    }

    [Fact]
    public async Task Dependency_that_is_listed_but_missing_is_named_too()
    {
        var library = _folder.Library("Absent", "public static class Absent { public static int Number => 2; }");
        var program = _folder.Compile("Listed", "return Inner(); static int Inner() => Absent.Number;", libraries: library);
        File.Delete(library);
        _folder.Write("Listed.deps.json", """
            {
              "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0", "signature": "" },
              "targets": { ".NETCoreApp,Version=v10.0": {
                "Listed/1.0.0": { "dependencies": { "Absent": "1.0.0" }, "runtime": { "Listed.dll": {} } },
                "Absent/1.0.0": { "runtime": { "lib/net10.0/Absent.dll": {} } } } },
              "libraries": {
                "Listed/1.0.0": { "type": "project", "serviceable": false, "sha512": "" },
                "Absent/1.0.0": { "type": "package", "serviceable": true, "sha512": "", "path": "absent/1.0.0" } }
            }
            """);

        var error = await Assert.ThrowsAsync<ProgramException>(() => _loader.Load(program).FindEntryPoint(null).InvokeAsync([]));

        Assert.StartsWith($"The program {program} needs the assembly Absent, Version=0.0.0.0, which is not in its folder", error.Message);
    }

    [Fact]
    public async Task Only_program_of_a_process_gets_what_it_needs_and_a_file_that_has_changed_is_refused()
    {
        var library = _folder.Library("Later", "public static class Later { public static int Number => 2; }");
        var program = _folder.Compile("Only", "return args.Length == 0 ? 1 : Inner(); static int Inner() => Later.Number;", libraries: library);

        var first = ProgramLoader.LoadOnly(program).FindEntryPoint(null);
        Assert.Equal(1, await first.InvokeAsync([]));
        Assert.Equal(2, await ProgramLoader.LoadOnly(program).FindEntryPoint(null).InvokeAsync(["later"]));
        File.SetLastWriteTimeUtc(library, DateTime.UnixEpoch);

        var error = await Assert.ThrowsAsync<ProgramException>(() => first.InvokeAsync(["later"]));
        Assert.StartsWith($"{library} was changed after its program had been loaded", error.Message);
    }

    [Fact]
    public void List_of_dependencies_that_cannot_be_read_is_refused_in_one_line()
    {
        var program = _folder.Compile("Listed", Echo);
        _folder.Write("Listed.deps.json", "no json");

        var error = Assert.Throws<ProgramException>(() => _loader.Load(program));

        Assert.StartsWith($"The dependencies of {program} cannot be resolved. Publish it again", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void File_that_is_no_assembly_is_refused()
    {
        var path = _folder.Write("text.dll", "no assembly");

        Assert.Equal(
            $"{path} is no .NET assembly. A program is the .dll that 'dotnet publish' makes.",
            Assert.Throws<ProgramException>(() => _loader.Load(path)).Message);
    }

    [Fact]
    public void File_that_does_not_exist_is_refused()
    {
        var path = Path.Combine(_folder.Path, "nothing.dll");

        Assert.StartsWith($"There is no file {path}", Assert.Throws<ProgramException>(() => _loader.Load(path)).Message);
    }

    [Fact]
    public void Library_is_no_program_but_its_classes_with_Main_are_offered()
    {
        var path = _folder.Library("Jobs", "namespace Some; public static class Job { public static void Main() { } } public class Other;");

        var error = Assert.Throws<ProgramException>(() => _loader.Load(path).FindEntryPoint(null));

        Assert.Equal($"{path} has no entry point: it is a library, not a program. Classes with a Main method: Some.Job.", error.Message);
    }

    [Fact]
    public void Every_program_past_the_limit_is_a_warning()
    {
        var log = new FakeLogger<ProgramLoader>();
        var loader = new ProgramLoader(1, log);
        loader.Load(_folder.Compile("Echo", Echo));
        Assert.DoesNotContain(log.Collector.GetSnapshot(), static record => record.Level == LogLevel.Warning);
        using var other = new ProgramFolder();
        loader.Load(other.Compile("Echo", "return 3;"));

        Assert.StartsWith("2 different programs are loaded, more than taskmanager.programs.max-loaded (1).", Assert.Single(log.Collector.GetSnapshot(), static record => record.Level == LogLevel.Warning).Message);
    }

    private sealed class FlinkExceptionProbe() : Flink.Core.FlinkException("");
}
