using System.Runtime.InteropServices;

namespace Flink.Docker.Deployment;

/// <summary>Which group may use a socket.</summary>
internal static unsafe partial class SocketGroup
{
    private const int CurrentFolder = -100;
    private const uint GroupWanted = 0x10;
    private const int SizeOfAnswer = 256;
    private const int GroupOffset = 24;

    /// <summary>The group's number; null for a file that is not on this machine.</summary>
    public static uint? Of(string path)
    {
        // The one call about files whose answer looks alike on every processor.
        var answer = stackalloc byte[SizeOfAnswer];
        return OperatingSystem.IsLinux() && Ask(CurrentFolder, path, 0, GroupWanted, answer) == 0 ? *(uint*)(answer + GroupOffset) : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Ask(int folder, string path, int flags, uint mask, byte* answer);
}
