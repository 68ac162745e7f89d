using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Streaming;
using Flink.Streaming.Functions;
using Flink.Streaming.Sinks;
using Flink.Streaming.Sources;

namespace Flink.Assets.EvolvingProgram;

/// <summary>A program that grows from version to version: the first keeps a value by key, later ones say what became of it.</summary>
/// <remarks>Arguments: folder of checkpoints, checkpoint to start from or nothing, file for what it has to say.</remarks>
public static class Program
{
    public static async Task Main(string[] args)
    {
        var (folder, restore, answer) = (args[0], args[1], args[2]);
        var configuration = FlinkConfiguration.Empty
            .With("execution.checkpointing.interval", "10 ms")
            .With("execution.checkpointing.dir", folder)
            .With("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION")
            .With("restart-strategy.type", "none");
        var environment = StreamExecutionEnvironment
            .GetExecutionEnvironment(restore.Length == 0 ? configuration : configuration.With("execution.state-recovery.path", restore)).SetParallelism(1);
        environment.FromSource(new SequenceSource(1, long.MaxValue), "numbers").Uid("numbers")
            .KeyBy(number => number % 2)
            .Process(new Remember()).Uid("remember")
            .SinkTo(new DiscardingSink<long>());

        var job = await environment.SubmitAsync("evolving");
        var result = job.GetResultAsync();
        if (await Task.WhenAny(Remember.Seen, result) == result)
        {
            await File.WriteAllTextAsync(answer, (await result).Failure?.ToString() ?? "ended");
            return;
        }

        // The second checkpoint from here on begins when the value is there.
        var newest = Newest(folder);
        while (Newest(folder) < newest + 2 && !result.IsCompleted)
        {
            await Task.Yield();
        }

        await job.CancelAsync();
        await result;
        await File.WriteAllTextAsync(answer, await Remember.Seen);
    }

    // Folders of older checkpoints vanish meanwhile.
    private static long Newest(string folder) => Directory.GetDirectories(folder).SelectMany(Directory.GetDirectories)
        .Where(checkpoint => File.Exists(Path.Combine(checkpoint, "_metadata")))
        .Select(checkpoint => long.Parse(Path.GetFileName(checkpoint)["chk-".Length..], System.Globalization.CultureInfo.InvariantCulture))
        .Append(0).Max();

    private sealed class Remember : KeyedProcessFunction<long, long, long>
    {
        private static readonly TaskCompletionSource<string> _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private IValueState<Memory>? _memory;

        public static Task<string> Seen => _seen.Task;

        public override void Open(RuntimeContext context) => _memory = context.GetState(new ValueStateDescriptor<Memory>("memory"));

        public override void ProcessElement(in long record, Context context, Collector<long> output)
        {
            if (context.CurrentKey == 0)
            {
                _seen.TrySetResult(Memory.Meet(_memory!));
            }

            output.Collect(record);
        }
    }
}
