using System.IO.Hashing;
using System.Reflection;
using Flink.Core;
using Flink.Runtime.JobManager;
using Flink.Streaming;

namespace Flink.Cli.Output;

/// <summary>One number for the bytes of the engine's assemblies: every process logs it, so that anybody sees that it is the same engine everywhere.</summary>
internal static class EngineHash
{
    // Two of 64 bits: those of 128 are compiled when they are first used, and the system's library of hashes takes megabytes, either in every process.
    private static readonly Lazy<string> _text = new(static () =>
    {
        var (first, second) = (new XxHash64(0), new XxHash64(1));
        var buffer = new byte[1 << 16];
        foreach (var assembly in (Assembly[])[typeof(FlinkException).Assembly, typeof(JobMaster).Assembly, typeof(StreamExecutionEnvironment).Assembly])
        {
            using var file = File.OpenHandle(assembly.Location);
            for (long at = 0; RandomAccess.Read(file, buffer, at) is var read and > 0; at += read)
            {
                first.Append(buffer.AsSpan(0, read));
                second.Append(buffer.AsSpan(0, read));
            }
        }

        return Convert.ToHexStringLower([.. first.GetCurrentHash(), .. second.GetCurrentHash()]);
    });

    /// <summary>Of Flink.Core, Flink.Runtime and Flink.Streaming.</summary>
    public static string Text => _text.Value;
}
