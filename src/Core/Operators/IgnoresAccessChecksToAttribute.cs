namespace System.Runtime.CompilerServices;

/// <summary>Known to the runtime by its name: code of the assembly that carries it may use the internals of another one.</summary>
/// <param name="assemblyName">Simple name of the other assembly.</param>
/// <remarks>Put on the assemblies that <see cref="Flink.Core.Operators.DirectFunction"/> emits, since lambdas and their closures are private to the program.</remarks>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    /// <summary>Simple name of the other assembly.</summary>
    public string AssemblyName { get; } = assemblyName;
}
