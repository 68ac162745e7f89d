using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Flink.Core.Closures;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Streaming;
using Flink.Streaming.Sinks;
using Flink.Streaming.Sources;

namespace Flink.Assets.ScriptedProgram;

/// <summary>What the tests of the command line run: the first argument says what to do.</summary>
public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        switch (args.FirstOrDefault())
        {
            case "echo":
                Console.WriteLine(string.Join('|', args));
                return 0;
            case "exit":
                return int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture);
            case "throw":
                throw new InvalidOperationException("main gives up", new ArgumentException("the reason"));
            case "settings":
                var environment = StreamExecutionEnvironment.GetExecutionEnvironment();
                Console.WriteLine($"parallelism={environment.Parallelism} name={environment.Configuration.Get(PipelineOptions.Name, "none")} entry={Assembly.GetEntryAssembly()!.GetName().Name}");
                return 0;
            case "surroundings":
                Console.WriteLine(Path.GetDirectoryName(typeof(Program).Assembly.Location));
                Console.WriteLine(AppContext.BaseDirectory);
                Console.WriteLine(Environment.CurrentDirectory);
                Console.WriteLine(new System.Globalization.CultureInfo("de-AT").Name);
                return 0;
            case "count":
                await Counting(10).ExecuteAsync("count");
                return 0;
            case "print":
                var printing = StreamExecutionEnvironment.GetExecutionEnvironment();
                printing.FromSource(new SequenceSource(1, 5), "numbers").Print().SetParallelism(1);
                await printing.ExecuteAsync("print");
                return 0;
            case "store":
                await File.WriteAllBytesAsync(args[1], JobGraphSerializer.Write(Tens().GetJobGraph("stored")).Bytes.ToArray());
                return 0;
            case "stored":
                var types = TypeResolver.In(AssemblyLoadContext.GetLoadContext(typeof(Program).Assembly)!);
                var stored = JobGraphSerializer.Read(await File.ReadAllBytesAsync(args[1]), types);
                await (await PipelineExecutors.Find(null).SubmitAsync(stored, PipelineExecutors.LauncherConfiguration)).GetResultAsync();
                return 0;
            case "collect":
                await CollectAsync(StreamExecutionEnvironment.GetExecutionEnvironment());
                return 0;
            case "remote":
                await CollectAsync(StreamExecutionEnvironment.CreateRemoteEnvironment(args[1], int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture)));
                return 0;
            case "cached":
                var cached = StreamExecutionEnvironment.GetExecutionEnvironment().RegisterCachedFile(args[1], "file").RegisterCachedFile(args[2], "folder");
                cached.FromSource(new SequenceSource(1, 4), "numbers").Map(new CachedText()).WriteAsText(args[3]).SetParallelism(1);
                await cached.ExecuteAsync("cached");
                return 0;
            case "leave":
                await Counting(10).SubmitAsync("left running");
                Console.WriteLine("main has ended");
                return 0;
            case "leave-waiting":
                var waiting = StreamExecutionEnvironment.GetExecutionEnvironment();
                waiting.FromGenerator(static number => number, new GeneratorOptions<long> { RecordsPerSecond = 10 })
                    .KeyBy(static number => number % 10).Reduce(static (a, b) => a + b).Discard();
                await waiting.SubmitAsync("waiting");
                return 0;
            case "fail":
                await Failing(() => new InvalidOperationException("seven is not allowed")).ExecuteAsync("failing");
                return 0;
            case "leave-failing":
                await Failing(() => new InvalidOperationException("seven is not allowed")).SubmitAsync("failing");
                return 0;
            case "unlinked":
                await Failing(() => new TypeLoadException("Could not load type 'Flink.Core.Gone' from assembly 'Flink.Core'.")).ExecuteAsync("failing");
                return 0;
            case "leave-unlinked":
                await Failing(() => new TypeLoadException("Could not load type 'Flink.Core.Gone' from assembly 'Flink.Core'.")).SubmitAsync("failing");
                return 0;
            case "forever":
                await Counting(long.MaxValue).ExecuteAsync("forever");
                return 0;
            case "slow":
                var slow = StreamExecutionEnvironment.GetExecutionEnvironment();
                slow.FromSource(new SequenceSource(1, long.MaxValue), "numbers").SetParallelism(1).Rebalance().Map(Dawdle).SetParallelism(2)
                    .SinkTo(new DiscardingSink<long>());
                await slow.ExecuteAsync("slow");
                return 0;
            case "accumulate":
                var accumulated = StreamExecutionEnvironment.GetExecutionEnvironment();
                var last = args.Length > 1 ? long.MaxValue : 100;
                accumulated.FromSource(new SequenceSource(1, last), "numbers").Map(new Accumulating()).SinkTo(new DiscardingSink<long>());
                await accumulated.ExecuteAsync("accumulate");
                return 0;
            case "counts":
                await Counts.RunAsync(args[1], args.FirstOrDefault(static argument => argument.StartsWith("out=", StringComparison.Ordinal))?[4..], 100_000, hasOther: args.Contains("and-other"));
                return 0;
            case "sized":
                await Sized().SubmitAsync("sized");
                return 0;
            case "hoard":
                var hoarding = StreamExecutionEnvironment.GetExecutionEnvironment();
                hoarding.FromSource(new SequenceSource(1, long.MaxValue), "numbers").SetParallelism(1).Map(Hoard).SetParallelism(1).SinkTo(new DiscardingSink<long>());
                await hoarding.ExecuteAsync("hoard");
                return 0;
            case "stuck":
                var stuck = StreamExecutionEnvironment.GetExecutionEnvironment();
                stuck.FromSource(new SequenceSource(1, 1), "numbers").Map(Wait).SinkTo(new DiscardingSink<long>());
                await stuck.ExecuteAsync("stuck");
                return 0;
            default:
                Console.WriteLine("nothing to do");
                return 0;
        }
    }

    private static async Task CollectAsync(StreamExecutionEnvironment environment)
    {
        var sum = 0L;
        await foreach (var number in environment.FromSource(new SequenceSource(1, 10_000), "numbers").Rebalance().Map(number => number * 2).ExecuteAndCollectAsync())
        {
            sum += number;
        }

        Console.WriteLine($"sum={sum}");
    }

    private static StreamExecutionEnvironment Tens()
    {
        var environment = StreamExecutionEnvironment.GetExecutionEnvironment();
        environment.FromSource(new SequenceSource(1, 3), "numbers").Map(static number => number * 10).SetParallelism(1).Print().SetParallelism(1);
        return environment;
    }

    // Sources in small slots, keyed state in large ones.
    private static StreamExecutionEnvironment Sized()
    {
        var environment = StreamExecutionEnvironment.GetExecutionEnvironment().SetParallelism(2);
        environment.RegisterSlotSharingGroup(SlotSharingGroup.NewBuilder("light").SetCpuCores(0.5).SetTaskHeapMemoryMB(50).Build());
        environment.FromGenerator(static number => number, new GeneratorOptions<long> { RecordsPerSecond = 100 }).SlotSharingGroup("light")
            .KeyBy(static number => number % 10).Reduce(static (a, b) => a + b)
            .SlotSharingGroup(SlotSharingGroup.NewBuilder("heavy").SetCpuCores(1.5).SetTaskHeapMemoryMB(200).SetManagedMemoryMB(128).Build()).SetCoLocationGroupKey("pair")
            .Rebalance().Discard().SetCoLocationGroupKey("pair");
        return environment;
    }

    private static StreamExecutionEnvironment Counting(long last)
    {
        var environment = StreamExecutionEnvironment.GetExecutionEnvironment();
        environment.FromSource(new SequenceSource(1, last), "numbers").SinkTo(new DiscardingSink<long>());
        return environment;
    }

    // Heeds no cancellation.
    private static long Wait(long number)
    {
        Console.WriteLine("waiting");
        Thread.Sleep(Timeout.Infinite);
        return number;
    }

    // Memory that no limit of the runtime's heap knows, until the process's own is reached; never more than 4 GB.
    private static long Hoard(long number)
    {
        const int Size = 1 << 24;
        const int Page = 4096;
        if (number > 256)
        {
            throw new InvalidOperationException("Nobody minds");
        }

        var memory = Marshal.AllocHGlobal(Size);
        for (var at = 0; at < Size; at += Page)
        {
            Marshal.WriteByte(memory, at, 1);
        }

        return number;
    }

    private static long Dawdle(long number)
    {
        Thread.Sleep(5);
        return number;
    }

    private static StreamExecutionEnvironment Failing(Func<Exception> failure)
    {
        var environment = StreamExecutionEnvironment.GetExecutionEnvironment();
        environment.FromSource(new SequenceSource(1, 10), "numbers")
            .Map(number => number == 7 ? throw failure() : number)
            .SinkTo(new DiscardingSink<long>());
        return environment;
    }
}

public static class Other
{
    public static void Main() => Console.WriteLine("the other class");
}
