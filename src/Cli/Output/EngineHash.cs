using System.Reflection;
using System.Security.Cryptography;
using Flink.Core;
using Flink.Runtime.JobManager;
using Flink.Streaming;

namespace Flink.Cli.Output;

/// <summary>One number for the bytes of the engine's assemblies: every process logs it, so that anybody sees that it is the same engine everywhere.</summary>
internal static class EngineHash
{
    private const int Bytes = 16;

    // A hash of the system's library: fast ones of the framework's are compiled when they are first used, which takes longer.
    private static readonly Lazy<string> _text = new(static () =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        foreach (var assembly in (Assembly[])[typeof(FlinkException).Assembly, typeof(JobMaster).Assembly, typeof(StreamExecutionEnvironment).Assembly])
        {
            using var file = File.OpenHandle(assembly.Location);
            for (long at = 0; RandomAccess.Read(file, buffer, at) is var read and > 0; at += read)
            {
                hash.AppendData(buffer, 0, read);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, Bytes));
    });

    /// <summary>Of Flink.Core, Flink.Runtime and Flink.Streaming.</summary>
    public static string Text => _text.Value;
}
