using System.Diagnostics;
using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;
using Flink.Runtime.Programs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Benchmarks.Jobs;

/// <summary>Loads a program of twenty assemblies for the first time in this process: hash, context, and the first use of each assembly.</summary>
internal static class ProgramLoading
{
    private const int MaxLoaded = 50;

    public static Measurement Measure(Effort effort)
    {
        var path = ProgramFolder.Make();
        var begin = Stopwatch.GetTimestamp();
        var program = new ProgramLoader(MaxLoaded, NullLogger<ProgramLoader>.Instance).Load(path);
        var result = program.FindEntryPoint("Program").InvokeAsync([]).GetAwaiter().GetResult();
        var elapsed = Stopwatch.GetElapsedTime(begin);
        return result == ProgramFolder.Result
            ? new Measurement(elapsed.TotalMilliseconds, result)
            : throw new BenchmarkFailure($"{path} returned {result} instead of {ProgramFolder.Result}.");
    }
}
