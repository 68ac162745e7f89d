/// <summary>What the runtime calls before Main in a process that <see cref="Flink.Local.ThreadStacks"/> has started; its name and place are the runtime's choice.</summary>
/// <remarks>https://github.com/dotnet/runtime/blob/main/docs/design/features/host-startup-hook.md</remarks>
#pragma warning disable CA1050 // The runtime looks for a type without a namespace.
internal static class StartupHook
#pragma warning restore CA1050
{
    /// <summary>Called by the runtime.</summary>
    public static void Initialize() => Flink.Local.StackReader.Run();
}
