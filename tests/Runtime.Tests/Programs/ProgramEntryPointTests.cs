using Flink.Runtime.Programs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Runtime.Tests.Programs;

public sealed class ProgramEntryPointTests : IDisposable
{
    private const string Jobs = """
        using System.Threading.Tasks;
        namespace Some
        {
            static class NoArguments { static int Main() => 4; }
            static class Nothing { public static void Main(string[] args) { } }
            static class Later { static async Task<int> Main(string[] args) { await Task.Yield(); return args.Length; } }
            static class Done { static Task Main() => Task.CompletedTask; }
            static class Wrong { static string Main() => ""; }
            class Twin { static void Main() { } }
        }
        namespace Other { class Twin { static void Main() { } } }
        """;

    private readonly ProgramFolder _folder = new();
    private readonly ProgramLoader _loader = new(50, NullLogger<ProgramLoader>.Instance);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("NoArguments", 4)]
    [InlineData("Some.Nothing", 0)]
    [InlineData("Later", 2)]
    [InlineData("Done", 0)]
    public async Task Main_of_a_named_class_is_called_in_each_of_its_forms(string className, int expected) =>
        Assert.Equal(expected, await Library().FindEntryPoint(className).InvokeAsync(["a", "b"]));

    [Fact]
    public async Task Entry_point_of_the_assembly_may_be_asynchronous()
    {
        var program = _loader.Load(_folder.Compile("Waits", "await System.Threading.Tasks.Task.Yield(); return args[0].Length;"));

        Assert.Equal(5, await program.FindEntryPoint(null).InvokeAsync(["hello"]));
    }

    [Theory]
    [InlineData("Thrower", "throw new System.InvalidOperationException(\"gives up\");")]
    [InlineData("LateThrower", "await System.Threading.Tasks.Task.Yield(); throw new System.InvalidOperationException(\"gives up\");")]
    public async Task What_Main_throws_comes_out_as_it_was_thrown(string name, string source)
    {
        var entry = _loader.Load(_folder.Compile(name, source)).FindEntryPoint(null);

        Assert.Equal("gives up", (await Assert.ThrowsAsync<InvalidOperationException>(() => entry.InvokeAsync([]))).Message);
    }

    [Fact]
    public async Task Data_file_that_the_program_misses_is_no_missing_assembly()
    {
        var entry = _loader.Load(_folder.Compile("Reader", """throw new System.IO.FileNotFoundException("no data", "data.txt");""")).FindEntryPoint(null);

        Assert.Equal("no data", (await Assert.ThrowsAsync<FileNotFoundException>(() => entry.InvokeAsync([]))).Message);
    }

    [Fact]
    public void Class_that_is_not_there_is_refused_with_those_that_are()
    {
        var error = Assert.Throws<ProgramException>(() => Library().FindEntryPoint("Nobody"));

        Assert.StartsWith($"There is no class 'Nobody' in {Path.Combine(_folder.Path, "Jobs.dll")}. Classes with a Main method: Other.Twin, Some.Done, ", error.Message);
    }

    [Fact]
    public void Class_without_a_usable_Main_is_refused() =>
        Assert.StartsWith("The class Some.Wrong has no entry point", Assert.Throws<ProgramException>(() => Library().FindEntryPoint("Wrong")).Message);

    [Fact]
    public void Name_of_two_classes_is_refused() =>
        Assert.Contains("Other.Twin, Some.Twin. Give the full name.", Assert.Throws<ProgramException>(() => Library().FindEntryPoint("Twin")).Message);

    private LoadedProgram Library() => _loader.Load(_folder.Library("Jobs", Jobs));
}
