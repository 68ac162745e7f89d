using System.Runtime.Loader;
using Flink.Core.Closures;
using Flink.Runtime.Programs;
using Microsoft.CodeAnalysis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Runtime.Tests.Programs;

/// <summary>Functions of programs that have a load context of their own.</summary>
public sealed class ProgramClosureTests : IDisposable
{
    private const string Source = """
        [assembly: System.Reflection.AssemblyVersion("VERSION")]
        public sealed class Settings { public int Factor = FACTOR; }
        public static class Functions
        {
            public static System.Func<int, int> Scale() { var settings = new Settings(); return n => n * settings.Factor; }
            EXTRA
        }
        """;

    private readonly ProgramFolder _folder = new();
    private readonly ProgramFolder _other = new();
    private readonly ProgramLoader _loader = new(50, NullLogger<ProgramLoader>.Instance);

    public void Dispose()
    {
        _folder.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Lambda_of_a_program_is_put_together_from_the_programs_own_types()
    {
        var scale = ScaleOf(Load(_folder, "1.0.0.0", 3));
        var sent = ClosureSerializer.Write(scale, "Test");

        var embedded = (Func<int, int>)ClosureSerializer.Read(sent.Bytes, TypeResolver.Of(sent.Assemblies))!;
        var elsewhere = (Func<int, int>)ClosureSerializer.Read(sent.Bytes, TypeResolver.In(AssemblyLoadContext.GetLoadContext(scale.Method.Module.Assembly)!))!;

        Assert.Equal((15, 15), (embedded(5), elsewhere(5)));
        Assert.Same(scale.Method.Module.Assembly, embedded.Method.Module.Assembly);
        Assert.NotSame(scale.Target, embedded.Target);
    }

    [Fact]
    public void Two_programs_with_the_same_names_do_not_mix()
    {
        var first = ScaleOf(Load(_folder, "1.0.0.0", 3));
        var second = ScaleOf(Load(_other, "2.0.0.0", 4));
        var sent = ClosureSerializer.Write(new[] { first, second }, "Test");

        var error = Assert.Throws<ClosureException>(() => TypeResolver.Of(sent.Assemblies));

        Assert.Contains("The job holds types of two loads of assembly 'Program'", error.Message, StringComparison.Ordinal);
        Assert.Equal(8, Resent(second)(2));
        Assert.Equal(6, Resent(first)(2));
    }

    [Fact]
    public void Type_that_the_other_program_does_not_have_is_an_error_that_names_both_versions()
    {
        var sent = ClosureSerializer.Write(Load(_folder, "1.0.0.0", 3, "public sealed class Later;").GetType("Functions+Later"), "Test");
        var old = Load(_other, "0.9.0.0", 3);

        var error = Assert.Throws<ClosureException>(() => ClosureSerializer.Read(sent.Bytes, TypeResolver.In(AssemblyLoadContext.GetLoadContext(old)!)));

        Assert.StartsWith(
            "Type 'Functions+Later' is not there: the job was built with Program 1.0.0.0, and here it is 0.9.0.0 of load context 'program Program'", error.Message, StringComparison.Ordinal);
    }

    private static Func<int, int> Resent(Func<int, int> function)
    {
        var sent = ClosureSerializer.Write(function, "Test");
        return (Func<int, int>)ClosureSerializer.Read(sent.Bytes, TypeResolver.Of(sent.Assemblies))!;
    }

    private static Func<int, int> ScaleOf(System.Reflection.Assembly program) =>
        (Func<int, int>)program.GetType("Functions")!.GetMethod("Scale")!.Invoke(null, null)!;

    private System.Reflection.Assembly Load(ProgramFolder folder, string version, int factor, string extra = "") =>
        _loader.Load(folder.Library("Program", Source.Replace("VERSION", version).Replace("FACTOR", $"{factor}").Replace("EXTRA", extra))).Assembly;
}
