using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Flink.Runtime.Programs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Runtime.Tests.Programs;

/// <summary>One program many times, and many programs in one folder.</summary>
public sealed class ProgramReplacementTests : IDisposable
{
    private readonly ProgramFolder _folder = new();
    private readonly ProgramLoader _loader = new(50, NullLogger<ProgramLoader>.Instance);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replaced_folder_is_a_program_of_its_own_with_all_its_new_files()
    {
        for (var version = 1; version <= 3; version++)
        {
            Assert.Equal(version * 11, await Publish(version).FindEntryPoint(null).InvokeAsync([]));
        }

        Assert.Equal(3, _loader.LoadedCount);
    }

    [Fact]
    public async Task Old_program_runs_on_beside_the_one_that_replaced_it()
    {
        var first = Publish(1).FindEntryPoint(null);
        Assert.Equal(11, await first.InvokeAsync([]));
        var second = Publish(2).FindEntryPoint(null);

        Assert.Equal(22, await second.InvokeAsync([]));
        Assert.Equal(11, await first.InvokeAsync([]));
    }

    [Fact]
    public async Task File_that_was_replaced_before_its_first_use_is_refused()
    {
        var program = Publish(1);
        var library = _folder.Library("Library", "public static class Library { public static int Number => 5_000_000; public static void More() { } }");

        var error = await Assert.ThrowsAsync<ProgramException>(() => program.FindEntryPoint(null).InvokeAsync([]));

        Assert.Equal(
            $"{library} was changed after its program had been loaded from {_folder.Path}. Publish a new version into a new folder while an old one runs.",
            error.Message);
    }

    [Fact]
    public async Task Replaced_native_library_is_loaded_beside_the_old_one()
    {
        const string body = """
            using System.Runtime.InteropServices;
            System.AppContext.SetData(args[0], NativeLibrary.Load("probe", typeof(Anchor).Assembly, null));
            class Anchor { }
            """;
        var library = Path.Combine(_folder.Path, "libprobe.so");
        File.Copy(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Native.so"), library);
        var path = _folder.Compile("Caller", body);
        await _loader.Load(path).FindEntryPoint(null).InvokeAsync(["first library"]);
        var changed = new List<byte>(File.ReadAllBytes(library)) { 0 };
        File.Delete(library);
        File.WriteAllBytes(library, [.. changed]);
        await _loader.Load(path).FindEntryPoint(null).InvokeAsync(["second library"]);

        Assert.Equal(2, _loader.LoadedCount);
        Assert.NotEqual(Assert.IsType<nint>(AppContext.GetData("first library")), Assert.IsType<nint>(AppContext.GetData("second library")));
    }

    [Fact]
    public void Threads_that_load_one_program_at_once_get_one()
    {
        var path = _folder.Compile("Echo", "return args.Length;");
        var programs = new ConcurrentBag<LoadedProgram>();
        var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() => programs.Add(_loader.Load(path)))).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(8, programs.Count);
        Assert.Single(programs.Distinct());
        Assert.Equal(1, _loader.LoadedCount);
    }

    private LoadedProgram Publish(int version)
    {
        var library = _folder.Library("Library", $"public static class Library {{ public static int Number => {version}; }}");
        return _loader.Load(_folder.Compile("Job", $"return Library.Number + {10 * version};", libraries: library));
    }
}
