using System.Globalization;
using Flink.Core.Configuration;

namespace Flink.Runtime.Memory;

/// <summary>The hard limit of the garbage collector.</summary>
public static class CollectedHeap
{
    private const string LimitSetting = "GCHeapHardLimit";

    /// <summary>
    /// Limits the heap of this process, now and for good: what needs more gets an <see cref="OutOfMemoryException"/> instead of the memory of others.
    /// </summary>
    /// <remarks>Meant for the first moments of a process. A limit that the environment gave (<c>DOTNET_GCHeapHardLimit</c>) is replaced.</remarks>
    /// <exception cref="ConfigurationException">The runtime refuses the limit; more is in use already.</exception>
    public static void LimitTo(long bytes)
    {
        AppContext.SetData(LimitSetting, (ulong)bytes);
        try
        {
            GC.RefreshMemoryLimit();
        }
        catch (InvalidOperationException e)
        {
            throw new ConfigurationException(
                $"The heap of this process cannot be limited to {MemoryText.Of(bytes)}: {e.Message} It uses {string.Create(CultureInfo.InvariantCulture, $"{GC.GetTotalMemory(forceFullCollection: false)}")} bytes already; give it more", e);
        }
    }
}
