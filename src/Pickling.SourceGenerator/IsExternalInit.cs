namespace System.Runtime.CompilerServices;

/// <summary>What the compiler asks for where records are compiled for .NET Standard.</summary>
internal static class IsExternalInit;
