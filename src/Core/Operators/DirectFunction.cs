using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Flink.Core.Operators;

/// <summary>Turns a user's delegate into a struct function that calls the delegate's method directly, so that it is inlined like one that the user wrote as a struct.</summary>
/// <remarks>
/// <para>Calling through a delegate costs about 2 ns, and inlining behind a guard depends on the order in which the runtime
/// compiles methods (docs/decisions/0005-delegates-become-structs.md). The emitted struct holds the closure and has the
/// method's call in its code; nothing is left to luck, and a by-value lambda costs what a struct function costs.</para>
/// <para>A method gets the same struct every time, so running a job again emits and compiles nothing. The struct lives in a
/// dynamic assembly in the load context of the program. Safe for concurrent use.</para>
/// </remarks>
public static class DirectFunction
{
    private const string TargetField = "_target";

    private static readonly ConcurrentDictionary<(Type Interface, MethodInfo Method), Type> _structs = new();
    private static readonly Dictionary<(AssemblyLoadContext Context, string Friends), ModuleBuilder> _modules = [];
    private static int _next;

    /// <summary>Makes the struct of a delegate.</summary>
    /// <param name="functionInterface">A function interface with one method, whose parameters are those of the delegate, by reference or by value.</param>
    /// <param name="function">The delegate.</param>
    /// <returns>The struct, boxed; null when the delegate is not one plain call: it is combined of several, bound to a value type's method, or has no metadata.</returns>
    public static object? TryBind(Type functionInterface, Delegate function)
    {
        if (!IsPlainCall(function) || functionInterface.GetMethods() is not [{ IsGenericMethodDefinition: false } slot])
        {
            return null;
        }

        var bound = Activator.CreateInstance(_structs.GetOrAdd((functionInterface, function.Method), static (key, slot) => Emit(key.Interface, slot, key.Method), slot))!;
        bound.GetType().GetField(TargetField)?.SetValue(bound, function.Target);
        return bound;
    }

    private static bool IsPlainCall(Delegate function)
    {
        var method = function.Method;
        return function.HasSingleTarget
            && method is { IsAbstract: false, DeclaringType: { IsValueType: false } }
            && method is not DynamicMethod
            && !method.DeclaringType.Assembly.IsDynamic
            && (method.IsStatic ? function.Target is null : function.Target is not null);
    }

    private static Type Emit(Type functionInterface, MethodInfo slot, MethodInfo method)
    {
        lock (_modules)
        {
            var type = ModuleFor(functionInterface, method).DefineType(
                $"Direct{++_next}", TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.SequentialLayout, typeof(ValueType), [functionInterface]);
            var target = method.IsStatic ? null : type.DefineField(TargetField, method.DeclaringType!, FieldAttributes.Public);
            EmitCall(type, slot, method, target);
            return type.CreateType();
        }
    }

    private static void EmitCall(TypeBuilder type, MethodInfo slot, MethodInfo method, FieldInfo? target)
    {
        // Custom modifiers ('in' parameters have one) are part of the signature that the interface asks for.
        var parameters = slot.GetParameters();
        var implementation = type.DefineMethod(
            slot.Name,
            MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig | MethodAttributes.NewSlot,
            CallingConventions.HasThis,
            slot.ReturnType,
            slot.ReturnParameter.GetRequiredCustomModifiers(),
            slot.ReturnParameter.GetOptionalCustomModifiers(),
            Array.ConvertAll(parameters, static p => p.ParameterType),
            Array.ConvertAll(parameters, static p => p.GetRequiredCustomModifiers()),
            Array.ConvertAll(parameters, static p => p.GetOptionalCustomModifiers()));
        implementation.SetImplementationFlags(MethodImplAttributes.AggressiveInlining);
        var code = implementation.GetILGenerator();
        if (target is not null)
        {
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Ldfld, target);
        }

        var wanted = method.GetParameters();
        for (var i = 0; i < wanted.Length; i++)
        {
            code.Emit(OpCodes.Ldarg, (short)(i + 1));
            if (parameters[i].ParameterType.IsByRef && !wanted[i].ParameterType.IsByRef)
            {
                code.Emit(OpCodes.Ldobj, parameters[i].ParameterType.GetElementType()!);
            }
        }

        code.Emit(OpCodes.Call, method);
        code.Emit(OpCodes.Ret);
        type.DefineMethodOverride(implementation, slot);
    }

    private static ModuleBuilder ModuleFor(Type functionInterface, MethodInfo method)
    {
        var friends = new SortedSet<string>(StringComparer.Ordinal);
        AddAssemblies(functionInterface, friends);
        AddAssemblies(method.DeclaringType!, friends);
        foreach (var argument in method.GetGenericArguments())
        {
            AddAssemblies(argument, friends);
        }

        var context = AssemblyLoadContext.GetLoadContext(method.DeclaringType!.Assembly) ?? AssemblyLoadContext.Default;
        var key = (context, string.Join(';', friends));
        if (!_modules.TryGetValue(key, out var module))
        {
            _modules.Add(key, module = DefineModule(context, friends));
        }

        return module;
    }

    private static ModuleBuilder DefineModule(AssemblyLoadContext context, IEnumerable<string> friends)
    {
        // In the context of the program, so that its types are found by name there.
        using var scope = context.EnterContextualReflection();
        var assembly = AssemblyBuilder.DefineDynamicAssembly(
            new AssemblyName($"Flink.DirectFunctions.{_modules.Count}"),
            context.IsCollectible ? AssemblyBuilderAccess.RunAndCollect : AssemblyBuilderAccess.Run);
        var constructor = typeof(IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!;
        foreach (var friend in friends)
        {
            assembly.SetCustomAttribute(new CustomAttributeBuilder(constructor, [friend]));
        }

        return assembly.DefineDynamicModule("Direct");
    }

    private static void AddAssemblies(Type type, SortedSet<string> names)
    {
        if (type.HasElementType)
        {
            AddAssemblies(type.GetElementType()!, names);
            return;
        }

        names.Add(type.Assembly.GetName().Name!);
        foreach (var argument in type.GetGenericArguments())
        {
            AddAssemblies(argument, names);
        }
    }
}
