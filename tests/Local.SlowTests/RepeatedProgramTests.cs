using Flink.Local.Tests.Harness;
using Flink.Runtime.Programs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Local.SlowTests;

/// <summary>One program that runs in one process again and again.</summary>
[Collection(AloneCollection.Name)]
public class RepeatedProgramTests
{
    private const int WarmUp = 20;
    private const int Runs = 100;
    private const long Slack = 30L << 20;

    [Fact]
    public async Task Memory_stays_flat_while_the_same_program_is_submitted_a_hundred_times()
    {
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.GetFullPath(
            Path.Combine(AppContext.BaseDirectory, "..", "..", "Flink.Assets.ScriptedProgram", configuration, "ScriptedProgram.dll"));
        var loader = new ProgramLoader(1, NullLogger<ProgramLoader>.Instance);
        await Repeat(WarmUp);
        var before = Resident();
        var assemblies = AppDomain.CurrentDomain.GetAssemblies().Length;

        await Repeat(Runs);

        Assert.Equal(1, loader.LoadedCount);

        // Something rare of the engine may have loaded what it needs; a run that loads anything would show a hundred times.
        Assert.InRange(AppDomain.CurrentDomain.GetAssemblies().Length - assemblies, 0, Runs / 4);
        Assert.InRange(Resident() - before, long.MinValue, Slack);

        async Task Repeat(int times)
        {
            for (var i = 0; i < times; i++)
            {
                Assert.Equal(0, await loader.Load(program).FindEntryPoint(null).InvokeAsync(["count"]).WaitAsync(Programs.Patience));
            }
        }
    }

    private static long Resident()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return Environment.WorkingSet;
    }
}
