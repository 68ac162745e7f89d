using System.Reflection;
using System.Runtime.Loader;
using Flink.Core;
using Flink.Runtime.Programs;
using Microsoft.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Runtime.Tests.Programs;

/// <summary>Programs that were built against other versions of what is in this process.</summary>
public sealed class ProgramVersionTests : IDisposable
{
    private readonly ProgramFolder _folder = new();
    private readonly ProgramFolder _references = new();
    private readonly ProgramLoader _loader = new(50, NullLogger<ProgramLoader>.Instance);

    private static SemanticVersion Engine => BuiltAgainst.Engine;

    private static string Newer => $"{Engine.Major + 1}.0.0";

    public void Dispose()
    {
        _folder.Dispose();
        _references.Dispose();
    }

    [Theory]
    [InlineData("1.2.3", "1.2.3", true)]
    [InlineData("1.2.3", "1.2.4", true)]
    [InlineData("1.2.3", "1.3.0", true)]
    [InlineData("1.2.4", "1.2.3", false)]
    [InlineData("1.3.0", "1.2.9", false)]
    [InlineData("1.2.3", "2.0.0", false)]
    [InlineData("2.0.0", "1.9.9", false)]
    [InlineData("0.1.0", "0.1.1", true)]
    [InlineData("0.1.0", "0.2.0", false)]
    [InlineData("1.2.0", "1.2.0-rc.1", false)]
    [InlineData("1.2.0", "1.3.0-rc.1", true)]
    [InlineData("1.2.0-rc.1", "1.2.0-rc.1+abc", true)]
    [InlineData("1.2.0-rc.1", "1.2.0-rc.2", false)]
    [InlineData("1.2.0-rc.1", "1.2.0", false)]
    public void Program_runs_on_its_own_version_and_on_later_ones_of_the_same_major(string program, string engine, bool expected)
    {
        Assert.True(SemanticVersion.TryParse(program, out var builtAgainst));
        Assert.True(SemanticVersion.TryParse(engine, out var here));

        Assert.Equal(expected, builtAgainst.RunsOn(here));
    }

    [Fact]
    public void References_to_the_engine_carry_its_whole_version()
    {
        foreach (var assembly in (Assembly[])[typeof(FlinkException).Assembly, typeof(ProgramLoader).Assembly])
        {
            Assert.Equal(Engine.Numbers, SemanticVersion.Of(assembly.GetName().Version!));
        }
    }

    [Fact]
    public void Program_of_another_version_is_refused_with_both_versions_and_what_to_do()
    {
        var program = _folder.Compile("Ahead", "throw new Flink.Core.FlinkException();", libraries: Core(Newer));

        Assert.Equal(
            $"The program {program} was built against Flink {Newer}, which does not run on Flink {Engine}. Build it again against Flink {Engine}, or run it on a cluster of version {Newer}.",
            Assert.Throws<ProgramException>(() => _loader.Load(program)).Message);
    }

    [Fact]
    public async Task Library_of_a_program_that_was_built_against_another_version_is_refused_when_it_is_used()
    {
        var library = _folder.Compile(
            "Ahead", "public static class Ahead { public static int Run() => throw new Flink.Core.FlinkException(); }", OutputKind.DynamicallyLinkedLibrary, Core(Newer));
        var program = _folder.Compile("Behind", "return Ahead.Run();", libraries: library);

        var error = await Assert.ThrowsAsync<ProgramException>(() => _loader.Load(program).FindEntryPoint(null).InvokeAsync([]));

        Assert.Contains($"was built against Flink {Newer}, which does not run on Flink {Engine}.", error.Message);
    }

    [Fact]
    public void Pre_release_is_known_by_the_list_of_dependencies()
    {
        var program = _folder.Compile("Early", "return 0;");
        var early = $"{Engine.Numbers}-early.1";
        _folder.Write("Early.deps.json", $$"""
            {
              "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0", "signature": "" },
              "targets": { ".NETCoreApp,Version=v10.0": { "Early/1.0.0": { "dependencies": { "Flink.Core": "{{early}}" }, "runtime": { "Early.dll": {} } }, "Flink.Core/{{early}}": {} } },
              "libraries": { "Early/1.0.0": { "type": "project", "serviceable": false, "sha512": "" }, "Flink.Core/{{early}}": { "type": "package", "serviceable": true, "sha512": "" } }
            }
            """);

        Assert.Contains($"was built against Flink {early}, which does not run on Flink {Engine}.", Assert.Throws<ProgramException>(() => _loader.Load(program)).Message);
    }

    [Theory]
    [InlineData("Flink.Core.FlinkException.Explode();", "Method not found: 'Void Flink.Core.FlinkException.Explode()'")]
    [InlineData("new Flink.Core.Future();", "Could not load type 'Flink.Core.Future' from assembly 'Flink.Core")]
    [InlineData("new Mine(); } class Mine : Flink.Core.Types.Keys.IStableKey<Mine> {", "Method 'StableHashCode' in type 'Mine' from assembly 'Caller")]
    [InlineData("System.Console.Write(Flink.Core.FlinkException.Text);", "Field not found: 'Flink.Core.FlinkException.Text'")]
    public async Task Member_that_this_engine_lacks_is_reported_with_both_versions(string call, string problem)
    {
        var version = Engine.Numbers.ToString();
        var program = _folder.Compile("Caller", $"Holder.Inner(); static class Holder {{ public static void Inner() {{ {call} }} }}", libraries: Core(version));

        var error = await Assert.ThrowsAsync<ProgramException>(() => _loader.Load(program).FindEntryPoint(null).InvokeAsync([]));

        Assert.StartsWith($"The program {program} was built against Flink {version} and runs on Flink {Engine}, and the two do not fit together. {problem}", error.Message);
        Assert.EndsWith($"Build it again against Flink {Engine}, and all the libraries that it uses.", error.Message);
    }

    [Fact]
    public async Task Missing_member_is_found_behind_the_failure_of_a_job()
    {
        var program = _folder.Compile("Caller", "try { Inner(); } catch (System.Exception e) { throw new Flink.Core.FlinkException(\"job failed\", new System.AggregateException(e)); } static void Inner() => Flink.Core.FlinkException.Explode();", libraries: Core(Engine.Numbers.ToString()));

        var error = await Assert.ThrowsAsync<ProgramException>(() => _loader.Load(program).FindEntryPoint(null).InvokeAsync([]));

        Assert.Contains("and the two do not fit together. Method not found", error.Message);
    }

    [Theory]
    [InlineData("throw new System.MissingMethodException(\"my own words about Flink.Core.X\");")]
    [InlineData("System.Activator.CreateInstance(typeof(string));")]
    public async Task Programs_own_trouble_with_reflection_comes_out_as_it_was_thrown(string source)
    {
        var entry = _loader.Load(_folder.Compile("Reflecting", source)).FindEntryPoint(null);

        await Assert.ThrowsAsync<MissingMethodException>(() => entry.InvokeAsync([]));
    }

    [Fact]
    public async Task Package_of_the_engine_is_the_programs_in_another_version()
    {
        var ours = typeof(YamlDotNet.RepresentationModel.YamlStream).Assembly;
        var theirs = _folder.Library(
            "YamlDotNet", """[assembly: System.Reflection.AssemblyVersion("5.0.0.0")] namespace YamlDotNet; public static class OnlyInTheirs { public static int Number => 5; }""");
        var program = _folder.Compile("Parser", "return YamlDotNet.OnlyInTheirs.Number;", libraries: theirs);

        Assert.NotEqual(5, ours.GetName().Version!.Major);
        Assert.Equal(5, await _loader.Load(program).FindEntryPoint(null).InvokeAsync([]));
    }

    [Theory]
    [InlineData("1.0.0.0", true)]
    [InlineData("999.0.0.0", false)]
    public void Logging_is_shared_unless_the_programs_own_is_newer(string version, bool isShared)
    {
        const string name = "Microsoft.Extensions.Logging.Abstractions";
        var theirs = _folder.Library(
            name, $$"""[assembly: System.Reflection.AssemblyVersion("{{version}}")] namespace Microsoft.Extensions.Logging { public interface ILogger { } }""");
        var program = _loader.Load(_folder.Compile("Logging", "System.Console.Write(typeof(Microsoft.Extensions.Logging.ILogger));", libraries: theirs));
        var logging = AssemblyLoadContext.GetLoadContext(program.Assembly)!.LoadFromAssemblyName(new AssemblyName(name));

        Assert.Equal(isShared, logging == typeof(ILogger).Assembly);
    }

    [Fact]
    public void Older_copy_of_a_framework_assembly_yields_to_the_framework()
    {
        const string name = "System.Collections.Immutable";
        _folder.Library(name, """[assembly: System.Reflection.AssemblyVersion("1.0.0.0")]""");
        var program = _loader.Load(_folder.Compile("Collecting", "return 0;"));
        var used = AssemblyLoadContext.GetLoadContext(program.Assembly)!.LoadFromAssemblyName(new AssemblyName(name));

        Assert.Same(typeof(System.Collections.Immutable.ImmutableArray).Assembly, used);
    }

    // A Flink.Core that has more than ours.
    private string Core(string version) => _references.Library("Flink.Core", $$"""
        [assembly: System.Reflection.AssemblyVersion("{{version}}")]
        namespace Flink.Core
        {
            public class FlinkException(string? message = null, System.Exception? inner = null) : System.Exception(message, inner)
            {
                public static string? Text;
                public static void Explode() { }
            }
            public class Future;
        }
        namespace Flink.Core.Types.Keys { public interface IStableKey<T>; }
        """);
}
