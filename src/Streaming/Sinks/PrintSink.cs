using System.Globalization;
using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.Sinks;

namespace Flink.Streaming.Sinks;

/// <summary>Prints records to the standard output or error of the process that runs the subtask, a line each (Flink's <c>print</c>).</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="toStandardError">Prints to the standard error instead.</param>
/// <param name="identifier">Stands before each line, to tell several sinks apart; may be empty.</param>
/// <remarks>
/// With several subtasks each line begins with the subtask's number from 1 and "> "; with an identifier it begins with
/// "identifier> ", or "identifier:number> ". The lines of a batch are written at once, so that subtasks do not mix theirs.
/// </remarks>
public sealed class PrintSink<T>(bool toStandardError = false, string identifier = "") : Sink<T>
{
    private readonly string _identifier = identifier ?? throw new ArgumentNullException(nameof(identifier));

    /// <summary>Prints to a stream in the place of the standard ones.</summary>
    internal Stream? Target { get; init; }

    /// <inheritdoc/>
    public override SinkWriter<T> CreateWriter(RuntimeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new Writer(Target ?? (toStandardError ? StandardStreams.Error : StandardStreams.Output), Prefix(context));
    }

    private string Prefix(RuntimeContext context)
    {
        var number = context.Parallelism > 1
            ? (context.SubtaskIndex + 1).ToString(CultureInfo.InvariantCulture)
            : "";
        var separator = number.Length > 0 && _identifier.Length > 0 ? ":" : "";
        var prefix = _identifier + separator + number;
        return prefix.Length > 0 ? prefix + "> " : "";
    }

    private sealed class Writer(Stream target, string prefix) : SinkWriter<T>
    {
        private readonly EncodeBuffer _buffer = new();
        private readonly byte[] _prefix = System.Text.Encoding.UTF8.GetBytes(prefix);

        public override void Write(Batch<T> batch)
        {
            foreach (ref readonly var record in batch.Records)
            {
                _buffer.Append(_prefix);
                ValueText<T>.Text(in record, _buffer);
                _buffer.Append((byte)'\n');
            }

            lock (target)
            {
                target.Write(_buffer.Written.Span);
                target.Flush();
            }

            _buffer.Clear();
        }
    }
}

/// <summary>One stream for all print sinks of a process, so that they can lock it.</summary>
internal static class StandardStreams
{
    public static readonly Stream Output = Console.OpenStandardOutput();

    public static readonly Stream Error = Console.OpenStandardError();
}
